package bpmn

// ItemDefinition is the type of data. Structure is the name of a type that is defined elsewhere, as the file writes it.
type ItemDefinition struct {
	ID         string
	Structure  string
	Collection bool
	Physical   bool
}

// DataKind is the XML name of what holds data.
type DataKind string

const (
	DataObject          DataKind = "dataObject"
	DataObjectReference DataKind = "dataObjectReference"
	DataStore           DataKind = "dataStore"
	DataStoreReference  DataKind = "dataStoreReference"
	DataInput           DataKind = "dataInput"
	DataOutput          DataKind = "dataOutput"
	Property            DataKind = "property"
	InputItem           DataKind = "inputDataItem"  // of a multi-instance activity
	OutputItem          DataKind = "outputDataItem" // of a multi-instance activity
)

// Data is anything that holds data: BPMN's "item-aware element" (10.4.1).
type Data struct {
	ID, Name   string
	Kind       DataKind
	Item       *ItemDefinition // nil if it names none
	Collection bool            // isCollection
	Refers     *Data           // of a reference: the object or store
	State      string          // of a reference, e.g. "signed"
	Parent     *Element        // the sub-process, activity or event that it belongs to; nil at the top level
}

// Variable is the name under which the data is found in expressions: the name or, failing that, the id. A reference
// has that of what it refers to.
func (d *Data) Variable() string {
	switch {
	case d.Refers != nil:
		return d.Refers.Variable()
	case d.Name != "":
		return d.Name
	}
	return d.ID
}

// DataAssociation copies data. With a transformation the target gets its result; with assignments each From is
// evaluated and put where To says; with neither the one source is copied.
type DataAssociation struct {
	ID             string
	Sources        []*Data
	Target         *Data
	Transformation string
	Assignments    []Assignment
}

// Assignment is one bpmn:assignment; both are "=FEEL" or the name of what they mean.
type Assignment struct{ From, To string }

// IOSpecification says what an activity or a process needs and gives.
type IOSpecification struct {
	Inputs, Outputs []*Data
	InputSets       []DataSet
	OutputSets      []DataSet
}

// DataSet is an inputSet or outputSet: which data belongs together.
type DataSet struct {
	ID, Name       string
	Data           []*Data
	Optional       []*Data
	WhileExecuting []*Data
	Partners       []string // ids of the output sets that an input set leads to, or the other way round
}
