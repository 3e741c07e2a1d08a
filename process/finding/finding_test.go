package finding

import "testing"

func TestString(t *testing.T) {
	cases := []struct {
		in   Finding
		want string
	}{
		{Finding{Severity: Error, Element: "Task_1", Name: "Confirm", Rule: "unsupported-element", Message: Say("a signal event cannot run")}, "error: Task_1 (Confirm): a signal event cannot run [unsupported-element]"},
		{Finding{Severity: Warning, Element: "Task_1", Rule: "no-name", Message: Say("give it a name")}, "warning: Task_1: give it a name [no-name]"},
		{Finding{Severity: Error, Rule: "xml", Message: Say("not XML")}, "error: not XML [xml]"},
	}
	for _, c := range cases {
		if got := c.in.String(); got != c.want {
			t.Errorf("String() = %q, want %q", got, c.want)
		}
	}
}

func TestAnyError(t *testing.T) {
	if AnyError([]Finding{{Severity: Warning}}) {
		t.Error("a warning counted as an error")
	}
	if !AnyError([]Finding{{Severity: Warning}, {Severity: Error}}) {
		t.Error("the error was overlooked")
	}
}
