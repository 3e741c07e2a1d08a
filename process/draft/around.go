package draft

// Party is a pool or a message flow: what stands around the steps of a process. From and To are the ends of a flow, each the
// name of a step or pool, or else its id.
type Party struct {
	ID, Name string
	From, To string
	Says     []Saying
}

// Around gives the pools and the message flows of a BPMN file, in the order of the file.
func Around(content []byte) (pools, flows []Party, err error) {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range d.all("participant") {
		pools = append(pools, Party{ID: n.Get("id"), Name: n.Get("name"), Says: d.says(n)})
	}
	for _, n := range d.all("messageFlow") {
		flows = append(flows, Party{ID: n.Get("id"), Name: n.Get("name"), From: d.called(n.Get("sourceRef")), To: d.called(n.Get("targetRef")), Says: d.says(n)})
	}
	return pools, flows, nil
}

// called is the name of an element, or else its id.
func (d *diagram) called(id string) string {
	if n := d.byID[id]; n != nil && n.Get("name") != "" {
		return n.Get("name")
	}
	return id
}
