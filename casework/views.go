package casework

import (
	"io"
	"time"

	"handinhand/models"
	"handinhand/policy"
)

// List is one page of a longer list. Next is the cursor of the next page, or "".
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Page asks for a part of a list: at most Size items (0 = 25, at most 100)
// after Cursor.
type Page struct {
	Cursor string
	Size   int
}

// CaseType is a procedure that an applicant can start.
type CaseType struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Summary string   `json:"summary"`
	Choices []Choice `json:"choices"` // roles that more than one agency can play
}

// Choice lets the applicant say which agency plays a role.
type Choice struct {
	Role     models.AgencyRole `json:"role"`
	Name     string            `json:"name"`
	Agencies []AgencyLine      `json:"agencies"`
}

// AgencyLine names an agency in the reader's language.
type AgencyLine struct {
	ID    models.AgencyID   `json:"id"`
	Role  models.AgencyRole `json:"role"`
	Name  string            `json:"name"`
	Place string            `json:"place,omitempty"`
}

// CaseLine is a case in a list.
type CaseLine struct {
	ID        models.CaseID    `json:"id"`
	Number    string           `json:"number"`
	CaseType  string           `json:"caseType"`
	Name      string           `json:"name"` // of the case type
	State     models.CaseState `json:"state"`
	Outcome   string           `json:"outcome,omitempty"` // key
	Standing  string           `json:"standing"`          // one sentence: where it stands
	OpenTasks int              `json:"openTasks"`         // the applicant's
	StartedAt time.Time        `json:"startedAt"`
	EndedAt   *time.Time       `json:"endedAt,omitempty"`
}

// Case is a case as its applicant sees it.
type Case struct {
	CaseLine
	OutcomeTitle string          `json:"outcomeTitle,omitempty"`
	OutcomeText  string          `json:"outcomeText,omitempty"`
	Milestones   []MilestoneLine `json:"milestones"` // in the order of the process; reached ones have a time
	Now          []Waiting       `json:"now"`        // what happens now, who has it, by when
	Tasks        []TaskLine      `json:"tasks"`      // the applicant's open ones
	Papers       []Paper         `json:"papers"`
	Notices      []NoticeLine    `json:"notices"` // newest first
	News         []ReleaseNews   `json:"news" doc:"What has changed in the process since the case began, of a case that was taken over; newest first."`
	Agencies     []AgencyLine    `json:"agencies"`
	Helped       bool            `json:"helped,omitempty"` // the reader helps in it, it is someone else's
	Explanations []Explanation   `json:"explanations"`     // why decision tables came to their results, oldest first
	Corrections  []ConcernLine   `json:"corrections"`      // asked of its agencies, oldest first; a helper sees none
}

// MilestoneLine is one step of the timeline.
type MilestoneLine struct {
	Key       string     `json:"key"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	ReachedAt *time.Time `json:"reachedAt,omitempty"`
}

// Waiting tells what a case waits for, in the applicant's words.
type Waiting struct {
	Element string            `json:"element"`
	Text    string            `json:"text"`
	Role    models.AgencyRole `json:"role"`
	Who     string            `json:"who"` // the agency's name; "" = the applicant
	Since   time.Time         `json:"since"`
	By      *time.Time        `json:"by,omitempty"`
	Task    models.TaskID     `json:"task,omitempty"` // set when the reader can do it
}

// Paper is a Reference in the reader's words: a document that is in the case, or
// the word that it cannot be had.
type Paper struct {
	ID           string    `json:"id"`
	Item         string    `json:"item"`
	ItemName     string    `json:"itemName"`
	FileName     string    `json:"fileName,omitempty"`
	MediaType    string    `json:"mediaType,omitempty"`
	Size         int64     `json:"size,omitempty"`  // bytes
	Pages        int       `json:"pages,omitempty"` // where there is a preview
	Unobtainable bool      `json:"unobtainable"`
	Reason       string    `json:"reason,omitempty"`
	From         string    `json:"from"` // agency that added it; "" = the applicant
	AddedAt      time.Time `json:"addedAt"`
	FactOnly     bool      `json:"factOnly,omitempty"` // what was attested stands for the document, which the reader cannot open
	Attested     *Attested `json:"attested,omitempty"`
	// Version counts what the case has had for the item, from 1; Earlier are those before it, for whose paper it is.
	Version int            `json:"version"`
	Earlier []PaperVersion `json:"earlier,omitempty"`
}

// PaperVersion is a paper that was handed in and replaced later. It is read as a paper is.
type PaperVersion struct {
	ID           string    `json:"id"`
	AddedAt      time.Time `json:"addedAt"`
	ReplacedAt   time.Time `json:"replacedAt"`
	Unobtainable bool      `json:"unobtainable,omitempty"` // there was no document
}

// Attested is a competent body's word on a paper, in the reader's words.
type Attested struct {
	ID         models.AttestationID `json:"id"`
	Verdict    models.Verdict       `json:"verdict"`
	By         string               `json:"by"` // agency
	At         time.Time            `json:"at"`
	ValidUntil *time.Time           `json:"validUntil,omitempty"`
	Says       string               `json:"says,omitempty"` // the fact behind the paper, or the lawful substitute
	Statute    string               `json:"statute,omitempty"`
	Holds      bool                 `json:"holds"` // others may rely on it now
	Withdrawn  *time.Time           `json:"withdrawnAt,omitempty"`
}

// NoticeLine is a message of the platform.
type NoticeLine struct {
	ID     string        `json:"id"`
	Case   models.CaseID `json:"case,omitempty"`
	Number string        `json:"number"`
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	At     time.Time     `json:"at"`
	Read   bool          `json:"read"`
}

// TaskLine is a task in a list. It names no person.
type TaskLine struct {
	ID           models.TaskID    `json:"id"`
	Case         models.CaseID    `json:"case"`
	Number       string           `json:"number"`
	CaseType     string           `json:"caseType"`
	CaseTypeName string           `json:"caseTypeName"`
	Element      string           `json:"element"`
	Name         string           `json:"name"`
	State        models.TaskState `json:"state"`
	DueAt        *time.Time       `json:"dueAt,omitempty"`
	Overdue      bool             `json:"overdue"`
	OpenedAt     time.Time        `json:"openedAt"`
	Claimed      bool             `json:"claimed"`
	Mine         bool             `json:"mine"` // claimed by the reader, or the applicant's own
	Version      int64            `json:"version"`
}

// Task is a task with all that its doer needs. A clerk who has not claimed it
// sees neither answers nor papers.
type Task struct {
	TaskLine
	Title  string      `json:"title"`
	Intro  string      `json:"intro,omitempty"`
	Fields []Field     `json:"fields"`
	Needs  []Need      `json:"needs"`
	Rules  []Rule      `json:"rules"` // for a clerk: the rules of tables that matched before
	May    Permissions `json:"may"`
	Ended  []string    `json:"ended,omitempty"` // names of facts whose lending has ended
	// Raisable is what the doer can raise instead of completing, or beside it.
	Raisable []Raisable    `json:"raisable"`
	News     []ReleaseNews `json:"news" doc:"For a clerk: what is new in the process, newest first."`
}

// Raisable is a BPMN error or escalation that the process catches at a task.
type Raisable struct {
	Escalation bool   `json:"escalation"` // the task may go on; an error ends it
	Code       string `json:"code"`
	Name       string `json:"name"` // of the event that catches it
}

// Permissions tell what the reader may do with a task now.
type Permissions struct {
	Claim    bool `json:"claim"`
	Release  bool `json:"release"`
	Complete bool `json:"complete"`
	Raise    bool `json:"raise"`
}

// Field is a form component in the reader's language, with its value.
type Field struct {
	Key         string   `json:"key"`
	Type        string   `json:"type"` // form-js: textfield, textarea, number, date, time, datetime, select, radio, checkbox, checklist, text, group, separator
	Label       string   `json:"label,omitempty"`
	Description string   `json:"description,omitempty"`
	Text        string   `json:"text,omitempty"` // type text: the paragraph
	Options     []Option `json:"options,omitempty"`
	Required    bool     `json:"required,omitempty"`
	ReadOnly    bool     `json:"readOnly,omitempty"`
	HideWhen    string   `json:"hideWhen,omitempty"` // FEEL without "="; the server decides, a face may help
	MinLength   *int     `json:"minLength,omitempty"`
	MaxLength   *int     `json:"maxLength,omitempty"`
	Min         string   `json:"min,omitempty"`
	Max         string   `json:"max,omitempty"`
	Format      string   `json:"format,omitempty"` // email, phone
	Value       any      `json:"value,omitempty"`
	Hidden      bool     `json:"hidden,omitempty"` // by the present values
	Fields      []Field  `json:"fields,omitempty"` // of a group
}

// Option is one value to choose.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Need is a document that a task needs: handed in by the doer (HandIn), or lent
// to the doer.
type Need struct {
	Item         string  `json:"item"`
	Name         string  `json:"name"`
	Help         string  `json:"help,omitempty"`
	HandIn       bool    `json:"handIn"`
	Optional     bool    `json:"optional"`
	MayBeMissing bool    `json:"mayBeMissing"` // "cannot be had" is a valid answer
	Paper        *Paper  `json:"paper,omitempty"`
	OnHand       []Paper `json:"onHand,omitempty"` // that the reader has in other cases and can hand in again
	Ended        bool    `json:"ended,omitempty"`  // it was lent, and is no longer
	MayAttest    bool    `json:"mayAttest,omitempty"`
	Purpose      string  `json:"purpose,omitempty"`
	PurposeName  string  `json:"purposeName,omitempty"` // the package's words for it, where it has some
	LegalBasis   string  `json:"legalBasis,omitempty"`
	Statute      string  `json:"statute,omitempty"`
}

// Completed tells what became of a completion.
type Completed struct {
	Case     models.CaseID `json:"case"`
	Sequence int64         `json:"sequence"`
	Next     models.TaskID `json:"next,omitempty"` // the reader's next open task in this case
}

// Checkpoint is a signed state of the access log.
type Checkpoint struct {
	Size     int64     `json:"size"` // entries
	Root     []byte    `json:"root"` // of the Merkle tree, base64
	SignedAt time.Time `json:"signedAt"`
	Note     string    `json:"note"` // signed note (C2SP tlog-checkpoint): keep this
	Key      string    `json:"key"`  // verifier key of the note
}

// AccessLine is one read, as the applicant sees it.
type AccessLine struct {
	ID          string               `json:"id"`
	Outcome     models.AccessOutcome `json:"outcome"`          // read; emergency or audit: without a grant; of all others nothing was read
	Action      string               `json:"action,omitempty"` // of a change: what was done to the case by hand
	Reason      string               `json:"reason,omitempty"` // of an emergency
	Helper      bool                 `json:"helper,omitempty"` // a helper with a mandate read, no agency
	At          time.Time            `json:"at"`
	AgencyID    models.AgencyID      `json:"agencyId,omitempty"`
	Agency      string               `json:"agency"`
	Attested    bool                 `json:"attested,omitempty"` // what was attested of a document was read, not the document
	Item        string               `json:"item"`
	ItemName    string               `json:"itemName"`
	Document    bool                 `json:"document"` // a document was read, not only answers
	Purpose     string               `json:"purpose"`
	PurposeName string               `json:"purposeName,omitempty"` // the package's words for it, where it has some
	LegalBasis  string               `json:"legalBasis"`
	Statute     string               `json:"statute"`
}

// Saw tells whether somebody looked at something.
func (l AccessLine) Saw() bool {
	told := l.Action == string(policy.RemindAgency) || l.Action == string(policy.ExtendDeadline)
	return l.Outcome == models.AccessRead || l.Outcome == models.AccessEmergency || l.Outcome == models.AccessAudit && !told
}

// Content is the plain bytes of a document. The caller closes it.
type Content struct {
	io.ReadCloser
	Name      string
	MediaType string
	Size      int64
}

// InboxQuery filters and sorts an agency's tasks.
type InboxQuery struct {
	Page
	CaseType string
	Element  string
	Number   string // exact case number
	Claim    string // "", "mine", "free"
	Overdue  bool
	Sort     string // "due" (default), "newest", "oldest"
}

// Inbox is an agency's open tasks with the filters that make sense.
type Inbox struct {
	List[TaskLine]
	Elements []Option      `json:"elements"` // steps that this agency does, to filter by
	Open     int           `json:"open"`     // of the agency, unfiltered, at most 1000
	News     []ReleaseNews `json:"news" doc:"What is new in the processes that the agency has steps in, by process, newest first."`
}

// ExpectedMessage is a message that a case waits for from the actor's agency.
type ExpectedMessage struct {
	Number         string    `json:"number"`
	Message        string    `json:"message"`
	CorrelationKey string    `json:"correlationKey"`
	Since          time.Time `json:"since"`
}

// Message is what an agency's system tells a case. ID makes it exactly once.
type Message struct {
	ID             string         `json:"id"`
	Message        string         `json:"message"`
	CorrelationKey string         `json:"correlationKey"`
	Variables      map[string]any `json:"variables,omitempty"`
}

// TransferLine is data that the actor's agency has been sent.
type TransferLine struct {
	ID         string     `json:"id"` // case and key, as a task id
	Number     string     `json:"number"`
	Items      []string   `json:"items"`
	Purpose    string     `json:"purpose"`
	LegalBasis string     `json:"legalBasis"`
	Statute    string     `json:"statute"`
	At         time.Time  `json:"at"`
	ExpiresAt  *time.Time `json:"expiresAt,omitempty"`
}

// Transfer is a TransferLine with its content. Reading it is an Access.
type Transfer struct {
	TransferLine
	Facts  map[string]any `json:"facts"` // field → value
	Papers []Paper        `json:"papers"`
}

// ProcessLine is a published process, as its owner sees it.
type ProcessLine struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Summary     string    `json:"summary"`
	Release     string    `json:"release"`
	PublishedAt time.Time `json:"publishedAt"`
	Running     int       `json:"running"`
	Ended       int       `json:"ended"`
	Incidents   int       `json:"incidents"`
	Doubt       string    `json:"doubt,omitempty"` // why no new case begins: the proof does not hold today
}

// Process is a ProcessLine with its diagram, its steps and its running cases.
type Process struct {
	ProcessLine
	BPMN     string              `json:"bpmn"`
	Steps    []ProcessStep       `json:"steps"`
	Switches []SwitchLine        `json:"switches" doc:"What the policy switches of the release hold now, and from when on another value."`
	Cases    List[OwnerCaseLine] `json:"cases"`
}

// OwnerCaseLine is a case without anything personal.
type OwnerCaseLine struct {
	ID        models.CaseID    `json:"id"`
	Number    string           `json:"number"`
	State     models.CaseState `json:"state"`
	Outcome   string           `json:"outcome,omitempty"`
	At        []string         `json:"at"` // names of the steps where it stands
	Incident  bool             `json:"incident"`
	StartedAt time.Time        `json:"startedAt"`
}

// ProcessStep is one element of a process for the outline, which reads without a canvas.
type ProcessStep struct {
	Element  string            `json:"element"`
	Kind     string            `json:"kind"`
	Name     string            `json:"name"`
	Role     models.AgencyRole `json:"role"`
	RoleName string            `json:"roleName"`
	Called   string            `json:"called,omitempty"` // the process within the case that it belongs to; absent for the case's own
	State    string            `json:"state,omitempty"`  // of a case: "", "done", "here", "incident"
}

// IncidentLine is a stuck token.
type IncidentLine struct {
	Case     models.CaseID `json:"case"`
	Number   string        `json:"number"`
	Key      int64         `json:"key"`
	Element  string        `json:"element"`
	Name     string        `json:"name"`
	Cause    string        `json:"cause"`
	Attempts int           `json:"attempts"`
	OpenedAt time.Time     `json:"openedAt"`
}
