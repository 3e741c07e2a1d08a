package models

import "time"

// PlanID names a MigrationPlan.
type PlanID string

// PlanState is where a plan is in its life.
type PlanState string

const (
	PlanNew     PlanState = "new"
	PlanTrying  PlanState = "trying"  // every case is looked at, none is moved
	PlanTried   PlanState = "tried"   // the report is there
	PlanRunning PlanState = "running" // the batch moves cases
	PlanPaused  PlanState = "paused"
	PlanStopped PlanState = "stopped"
	PlanDone    PlanState = "done"
)

// AtWork tells whether cases are looked at or moved now.
func (s PlanState) AtWork() bool { return s == PlanTrying || s == PlanRunning }

// MigrationPlan says how the running cases of one Release go over to another one.
// It is written once; another mapping is another plan.
type MigrationPlan struct {
	ID        PlanID `gorm:"primaryKey"`
	CaseType  string
	From      string                  `gorm:"column:from_release"`
	To        string                  `gorm:"column:to_release"`
	Elements  map[string]string       `gorm:"serializer:json;type:jsonb"` // those with another id in To
	Agencies  map[AgencyRole]AgencyID `gorm:"serializer:json;type:jsonb"` // of roles that only To has
	Recompute bool
	Picked    PickedCases `gorm:"serializer:json;type:jsonb"`
	Rules     StayRules   `gorm:"serializer:json;type:jsonb"`
	Notice    Texts       `gorm:"serializer:json;type:jsonb"` // what applicants are told; empty: nothing
	PerStep   int         // cases between two looks at whether to go on
	State     PlanState
	Tried     bool     // there has been a dry run
	Why       string   // it was paused by itself
	MadeBy    PersonID `gorm:"column:made_by"`
	MadeAt    time.Time
	RunBy     PersonID `gorm:"column:run_by"` // who started the batch: each case's log names them
	Runs      int      // how often it was started
}

// PickedCases says which cases a plan is about; what is empty picks all.
type PickedCases struct {
	Positions     []string   `json:"positions,omitempty"` // elements where they stand
	Agency        AgencyID   `json:"agency,omitempty"`    // that takes part in them
	StartedFrom   *time.Time `json:"startedFrom,omitempty"`
	StartedBefore *time.Time `json:"startedBefore,omitempty"`
}

// StayRules say which of the picked cases stay where they are (grandfathering). They
// are asked of each case when its turn comes.
type StayRules struct {
	StartedBefore *time.Time `json:"startedBefore,omitempty"`
	Milestones    []string   `json:"milestones,omitempty"` // reached one of these
	Past          []string   `json:"past,omitempty"`       // completed one of these elements
	Incident      bool       `json:"incident,omitempty"`   // an incident is open
}

// PlanResult is what became of a case under a plan, or would.
type PlanResult string

const (
	ResultDue       PlanResult = ""           // its turn has not come
	ResultWouldMove PlanResult = "would-move" // of a dry run
	ResultMoved     PlanResult = "moved"
	ResultStays     PlanResult = "stays" // a rule keeps it, see PlanCase.Rule
	ResultStuck     PlanResult = "stuck" // it cannot go over, see PlanCase.Stuck
	ResultLeft      PlanResult = "left"  // it has ended, or went to another release by other means
)

// PlanCase is one case of a plan.
type PlanCase struct {
	Plan     PlanID `gorm:"primaryKey;column:plan_id"`
	Case     CaseID `gorm:"primaryKey;column:case_id"`
	Result   PlanResult
	Stands   string      // elements where it stood, sorted, with spaces between
	Rule     string      // that keeps it: started-before, milestone, past or incident
	Stuck    []PlanStuck `gorm:"serializer:json;type:jsonb"`
	Attempts int         // that had no answer
	BegunAt  *time.Time  // its Update was sent at least once
	At       *time.Time
}

// PlanStuck is a place that cannot go over, and why.
type PlanStuck struct {
	Element string   `json:"element"`
	Reason  string   `json:"reason"`
	Code    string   `json:"code,omitempty"` // names the reason, for faces that say it in other words
	With    []string `json:"with,omitempty"` // what the reason is about
}

// PlanEvent is a line of a plan's journal. By is empty for the platform itself.
type PlanEvent struct {
	Plan PlanID `gorm:"primaryKey;column:plan_id"`
	ID   int64  `gorm:"primaryKey;autoIncrement"`
	At   time.Time
	Kind string // made, try, tried, start, pause, resume, stop, done
	By   PersonID
	Note string
}

const migrationPrefix = "migration/"

// WorkflowID is the Temporal workflow that looks at, or moves, the plan's cases.
func (p PlanID) WorkflowID() string { return migrationPrefix + string(p) }
