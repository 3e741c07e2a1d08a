package policy

import (
	_ "embed"
	"testing"
	"time"

	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
	"github.com/google/go-cmp/cmp"

	"handinhand/models"
)

//go:embed schema.cedarschema
var shapes []byte

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func newPolicy(t *testing.T) *Policy {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRulesFitTheirShapes(t *testing.T) {
	var s schema.Schema
	if err := s.UnmarshalCedar(shapes); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	validator := validate.New(resolved, validate.WithStrict())
	p := newPolicy(t)
	n := 0
	for id, rule := range p.set.All() {
		n++
		if err := validator.Policy(string(id), (*ast.Policy)(rule.AST())); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	t.Logf("%d rules fit schema.cedarschema", n)
	got := map[Action]string{}
	for uid, action := range resolved.Actions {
		if Action(uid.ID) != know {
			got[Action(uid.ID)] = string(action.AppliesTo.Resources[0])
		}
	}
	if diff := cmp.Diff(kinds, got); diff != "" {
		t.Errorf("the schema's actions are not those of the program:\n%s", diff)
	}
}

func TestNobodyAndNonsense(t *testing.T) {
	p := newPolicy(t)
	if err := p.Permit(Request{Action: StartCase, Resource: Platform()}); models.KindOf(err) != models.KindUnsignedIn {
		t.Errorf("nobody: %v", err)
	}
	everything := Actor{Person: me, Agency: models.Agency{ID: mine, Zone: models.ZoneService},
		Roles: []models.Role{models.RolePerson, models.RoleClerk, models.RoleProcessOwner, models.RoleOperator, models.RoleSystem}}
	for _, r := range []Request{
		{everything, "dropTables", Platform()}, {everything, know, Platform()}, {everything, ViewCase, Platform()},
		{everything, StartCase, Case(models.Case{Person: me})}, {everything, ReadDocument, Resource{}},
	} {
		if p.Permit(r) == nil {
			t.Errorf("%s on %q was permitted", r.Action, r.Resource.kind)
		}
	}
}

func BenchmarkPermit(b *testing.B) {
	p, err := New()
	if err != nil {
		b.Fatal(err)
	}
	r := facts{roles: []models.Role{models.RoleClerk}, agency: models.Agency{ID: mine, Zone: models.ZoneService},
		action: ReadDocument, of: mine, state: models.TaskOpen, claimedBy: me, grant: "open", zones: true, purpose: true}.request()
	for b.Loop() {
		if err := p.Permit(r); err != nil {
			b.Fatal(err)
		}
	}
}
