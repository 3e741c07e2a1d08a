package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/engine"
)

const twoSteps = `<startEvent id="s"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`

const reminder = `<boundaryEvent id="t" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeDuration>%s</timeDuration></timerEventDefinition></boundaryEvent>
  <endEvent id="te"/><sequenceFlow id="tf" sourceRef="t" targetRef="te"/>`

func migrate(t *testing.T, from, to *engine.Program, s engine.State, plan engine.Plan) (engine.State, []engine.Command, engine.Migration) {
	t.Helper()
	before := encode(t, s)
	next, commands, report, err := engine.Migrate(from, to, s, plan, morning.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if encode(t, s) != before {
		t.Fatal("the state that went in was changed")
	}
	if len(report.Stuck) > 0 && (encode(t, next) != before || commands != nil) {
		t.Fatal("a migration that cannot be done has effects")
	}
	return next, commands, report
}

func TestMigrateByID(t *testing.T) {
	from := compile(t, definitions(twoSteps, ""))
	to := compile(t, definitions(twoSteps+`<userTask id="c"/><sequenceFlow id="f4" sourceRef="a" targetRef="c"/><sequenceFlow id="f5" sourceRef="c" targetRef="e"/>`, ""))
	s, _ := must(t, from, engine.New(), engine.Start{})
	next, commands, report := migrate(t, from, to, s, engine.Plan{})
	want := []engine.Command{engine.Record{Kind: engine.RecordMigrated, Element: "P"}}
	if diff := cmp.Diff(want, commands); diff != "" || len(report.Moved) != 2 {
		t.Errorf("%+v, commands (-want +got):\n%s", report, diff)
	}
	next, _ = must(t, to, next, engine.CompleteTask{Task: next.Tasks()[0].Key})
	if len(next.Tasks()) != 2 {
		t.Errorf("the new process does not run: %v", next.Tasks())
	}
}

func TestMigrateByMap(t *testing.T) {
	from := compile(t, definitions(twoSteps, ""))
	to := compile(t, definitions(`<startEvent id="s"/><userTask id="x"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/><sequenceFlow id="f2" sourceRef="x" targetRef="e"/>`, ""))
	s, _ := must(t, from, engine.New(), engine.Start{})
	if _, _, report := migrate(t, from, to, s, engine.Plan{}); len(report.Stuck) != 1 || report.Stuck[0].Element != "a" {
		t.Fatalf("stuck %+v", report.Stuck)
	}
	next, commands, _ := migrate(t, from, to, s, engine.Plan{Elements: map[string]string{"a": "x"}})
	want := []engine.Command{
		engine.Leave{Key: 2, Element: "a"}, engine.Enter{Key: 3, Element: "x"}, engine.CloseTask{Task: 2, Element: "a", Cancelled: true},
		engine.OpenTask{Task: 3, Element: "x"}, engine.Record{Kind: engine.RecordMigrated, Element: "P"},
	}
	if diff := cmp.Diff(want, commands); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if next, _ = must(t, to, next, engine.CompleteTask{Task: 3}); !next.Ended() {
		t.Error("the case does not end")
	}
}

func TestMigrateTimers(t *testing.T) {
	with := func(d string) *engine.Program {
		return compile(t, definitions(twoSteps+sprintf(reminder, d), ""))
	}
	from, to, without := with("P1D"), with("P3D"), compile(t, definitions(twoSteps, ""))
	s, _ := must(t, from, engine.New(), engine.Start{})
	due := func(s engine.State) time.Time {
		if len(s.Timers()) != 1 {
			t.Fatalf("timers %v", s.Timers())
		}
		return s.Timers()[0].Due
	}
	if next, _, _ := migrate(t, from, to, s, engine.Plan{}); !due(next).Equal(morning.AddDate(0, 0, 1)) {
		t.Errorf("kept timer is due %s", due(next))
	}
	if next, _, _ := migrate(t, from, to, s, engine.Plan{Recompute: true}); !due(next).Equal(morning.Add(time.Hour).AddDate(0, 0, 3)) {
		t.Errorf("recomputed timer is due %s", due(next))
	}
	if next, _, report := migrate(t, from, without, s, engine.Plan{}); len(next.Timers()) != 0 || !slices.Equal(report.Dropped, []string{"t"}) {
		t.Errorf("timers %v, %+v", next.Timers(), report)
	}
	plain, _ := must(t, without, engine.New(), engine.Start{})
	if next, _, report := migrate(t, without, to, plain, engine.Plan{}); !due(next).Equal(morning.Add(time.Hour).AddDate(0, 0, 3)) || !slices.Equal(report.Armed, []string{"t"}) {
		t.Errorf("new timer is due %s, %+v", due(next), report)
	}
	fired, _ := must(t, from, s, engine.FireTimer{Timer: s.Timers()[0].Key})
	if next, _, _ := migrate(t, from, to, fired, engine.Plan{}); len(next.Timers()) != 0 {
		t.Errorf("a reminder that was sent is sent again: %v", next.Timers())
	}
}

func TestMigrateTellsWhatIsStuck(t *testing.T) {
	sub := `<startEvent id="s"/><subProcess id="box"><userTask id="a"/></subProcess><userTask id="b"/><endEvent id="e"/>
	  <sequenceFlow id="f1" sourceRef="s" targetRef="box"/><sequenceFlow id="f2" sourceRef="box" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`
	many := `<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics></userTask><userTask id="b"/><endEvent id="e"/>
	  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`
	receive := `<startEvent id="s"/><manualTask id="a"/><userTask id="b"/><endEvent id="e"/>
	  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`
	from := compile(t, definitions(twoSteps, ""))
	s, _ := must(t, from, engine.New(), engine.Start{})
	for name, process := range map[string]string{"other scope": sub, "several instances": many, "other kind": receive} {
		if _, _, report := migrate(t, from, compile(t, definitions(process, "")), s, engine.Plan{}); len(report.Stuck) != 1 || report.Stuck[0].Element != "a" || report.Stuck[0].Reason == "" {
			t.Errorf("%s: stuck %+v", name, report.Stuck)
		}
	}
	if _, _, _, err := engine.Migrate(from, from, engine.New(), engine.Plan{}, morning); err == nil {
		t.Error("a case that has not begun was migrated")
	}
}

// TestMigrateLoop: the iterations of a loop and what they share go over.
func TestMigrateLoop(t *testing.T) {
	process := sprintf(`<startEvent id="s"/><subProcess id="box"><multiInstanceLoopCharacteristics><loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics>
	  <userTask id="a"/>%s</subProcess><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="box"/><sequenceFlow id="f2" sourceRef="box" targetRef="e"/>`, "")
	from, to := compile(t, definitions(process, "")), compile(t, definitions(process, ""))
	s, _ := must(t, from, engine.New(), engine.Start{})
	next, _, report := migrate(t, from, to, s, engine.Plan{})
	if len(report.Stuck) > 0 {
		t.Fatal(report.Stuck)
	}
	for len(next.Tasks()) > 0 {
		next, _ = must(t, to, next, engine.CompleteTask{Task: next.Tasks()[0].Key})
	}
	if !next.Ended() {
		t.Error("the case does not end")
	}
}
