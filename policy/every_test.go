package policy

import (
	"maps"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"testing"

	"handinhand/models"
)

// TestEveryRequest asks all combinations of what the rules look at, a share on each core.
func TestEveryRequest(t *testing.T) {
	p := newPolicy(t)
	var group sync.WaitGroup
	tallies := make([]tally, runtime.GOMAXPROCS(0))
	for share := range tallies {
		group.Go(func() {
			i := 0
			for f := range combinations {
				if i++; i%len(tallies) == share {
					tallies[share].ask(t, p, f)
				}
			}
		})
	}
	group.Wait()
	var sum tally
	for _, one := range tallies {
		sum.asked, sum.permitted, sum.wrong = sum.asked+one.asked, sum.permitted+one.permitted, sum.wrong+one.wrong
	}
	t.Logf("%d requests: %d permitted, %d refused, %d wrong", sum.asked, sum.permitted, sum.asked-sum.permitted, sum.wrong)
	if sum.permitted == 0 || sum.asked < 500_000 {
		t.Error("that was not every request")
	}
}

// tally counts answers.
type tally struct{ asked, permitted, wrong int }

func (n *tally) ask(t *testing.T, p *Policy, f facts) {
	n.asked++
	err := p.Permit(f.request())
	got := models.Kind("")
	if err != nil {
		got = models.KindOf(err)
	} else {
		n.permitted++
	}
	if want := f.expected(); got != want {
		if n.wrong++; n.wrong <= 20 {
			t.Errorf("%+v: got %q (%v), want %q", f, got, err, want)
		}
	}
}

// combinations yields every actor with every action on every resource that the
// action touches.
func combinations(yield func(facts) bool) {
	all := []models.Role{models.RolePerson, models.RoleClerk, models.RoleProcessOwner, models.RoleOperator, models.RoleSystem, models.RoleAuditor, models.RoleProtection}
	agencies := []models.Agency{{}, {ID: other, Zone: models.ZoneService}}
	for _, zone := range []models.Zone{models.ZoneService, models.ZoneExpert, models.ZoneEnforcement, "", "police"} {
		agencies = append(agencies, models.Agency{ID: mine, Zone: zone})
	}
	for set := range 1 << len(all) {
		if n := bits.OnesCount(uint(set)); n > 1 && n < len(all) {
			continue // roles only add to each other: each alone and all at once tell the rest
		}
		var roles []models.Role
		for i, role := range all {
			if set&(1<<i) != 0 {
				roles = append(roles, role)
			}
		}
		for _, agency := range agencies {
			for _, action := range slices.Sorted(maps.Keys(kinds)) {
				for f := range resources(action) {
					f.roles, f.agency, f.action = roles, agency, action
					if !yield(f) {
						return
					}
				}
			}
		}
	}
}

// resources yields the facts of a resource that an action touches.
func resources(action Action) func(func(facts) bool) {
	owns, ofs := []bool{false}, []models.AgencyID{""}
	states, claims, grants := []models.TaskState{""}, []models.PersonID{""}, []string{""}
	switch kinds[action] {
	case "Case":
		owns = []bool{false, true}
	case "Task", "Item":
		owns, ofs = []bool{false, true}, []models.AgencyID{"", mine}
		states = []models.TaskState{models.TaskOpen, models.TaskCompleted, models.TaskCancelled}
		claims = []models.PersonID{"", me, them}
	default:
		ofs = []models.AgencyID{"", mine}
	}
	if kinds[action] == "Item" {
		grants = []string{"", "open", "fact", "closed", "expired", "foreign", "elsewhere", "crossed"}
	}
	helps, zones, purposes := []models.Scope{""}, []bool{true}, []bool{true}
	switch kinds[action] {
	case "Case", "Task", "Item":
		helps = []models.Scope{"", models.ScopeView, models.ScopeAct, models.ScopeRead, "revoked", "expired"}
	case "Emergency", "Grant", "Attestation", "Concern", "Plan", "Proposal":
		owns = []bool{false, true}
	}
	attests, bases := []bool{false}, []string{""}
	if action == AttestDocument {
		attests = []bool{false, true}
	}
	if action == RevokeGrant {
		bases = []string{"eu-gdpr:A6-1-a", "eu-gdpr:A6-1-d", "eu-gdpr:A6-1-e", "eu-gdpr:A9-2-a"}
	}
	switch kinds[action] {
	case "Item", "Transfer", "Emergency":
		zones = []bool{false, true}
	}
	if action == ReadTransfer || kinds[action] == "Item" {
		purposes = []bool{false, true}
	}
	if action == ReadTransfer {
		grants = []string{"", "open", "closed", "expired", "foreign", "crossed"}
	}
	return func(yield func(facts) bool) {
		for _, own := range owns {
			for _, of := range ofs {
				for _, state := range states {
					for _, claim := range claims {
						for _, grant := range grants {
							for _, help := range helps {
								for _, zone := range zones {
									for _, purpose := range purposes {
										if help != "" && grant != "" && grant != "open" || !purpose && grant != "open" && grant != "fact" {
											continue
										}
										for _, attest := range attests {
											for _, basis := range bases {
												f := facts{own: own, of: of, state: state, claimedBy: claim, grant: grant, helps: help, zones: zone, purpose: purpose, attests: attest, basis: basis}
												if !yield(f) {
													return
												}
												f.officer = true
												if kinds[action] == "Concern" && !yield(f) {
													return
												}
												f.officer, f.decided = false, true
												if kinds[action] == "Task" && state == models.TaskOpen && !yield(f) {
													return
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
}
