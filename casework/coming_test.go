package casework

import (
	"reflect"
	"testing"
)

func TestComingSteps(t *testing.T) {
	line := func(agency, step, item, statute string) ComingLine {
		return ComingLine{Agency: agency, Step: step, ItemName: item, Statute: statute, Number: "1"}
	}
	c := Cockpit{Coming: []ComingLine{
		line("school", "register", "name", "§ 7"), line("school", "register", "sex", "§ 7"), line("school", "register", "times", "§ 8"), line("office", "register", "name", "§ 7"),
	}}
	want := []ComingStep{
		{Agency: "school", Step: "register", Number: "1", Why: []ComingWhy{{Statute: "§ 7", Items: []string{"name", "sex"}}, {Statute: "§ 8", Items: []string{"times"}}}},
		{Agency: "office", Step: "register", Number: "1", Why: []ComingWhy{{Statute: "§ 7", Items: []string{"name"}}}},
	}
	if got := c.ComingSteps(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
