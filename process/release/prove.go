package release

import (
	"handinhand/process/analysis"
	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/finding"
	"handinhand/process/soundness"
)

// Prove makes the proofs that are about processes as a whole: the firewall over all given releases together, and for each of
// them that it comes to a good end, that no machine has the last word against anyone, and that nothing is asked twice or for nothing. The findings are those of each release, in the order of the releases. They
// stop publication when one is an Error, but never a case: a release that runs was proven by what was known then.
func Prove(policy analysis.Policy, all ...*Release) ([][]finding.Finding, analysis.Proof) {
	return prove(policy, all, len(all), soundness.Prove)
}

// soonStates are those of a scope that are looked at for an answer while somebody draws: a tenth of what publication looks at.
const soonStates = 5_000

// ProveSoon is Prove for who draws the first of the releases and waits for the answer: of the others only the leaks are told,
// because they were proven when they were published, and soundness is not proven of what has very many states.
func ProveSoon(policy analysis.Policy, all ...*Release) ([][]finding.Finding, analysis.Proof) {
	return prove(policy, all, 1, func(d *bpmn.Definition) []finding.Finding { return soundness.ProveWithin(d, soonStates) })
}

// prove proves the firewall over all, and of the first so many what is about each by itself.
func prove(policy analysis.Policy, all []*Release, each int, sound func(*bpmn.Definition) []finding.Finding) ([][]finding.Finding, analysis.Proof) {
	subjects := make([]analysis.Subject, len(all))
	for i, r := range all {
		subjects[i] = r.Subject()
	}
	proof := analysis.Firewall(policy, subjects...)
	findings := make([][]finding.Finding, len(all))
	add := func(i int, f finding.Finding) {
		f.Message = finding.At(processFile, f.Message)
		findings[i] = append(findings[i], f)
	}
	for _, leak := range proof.Leaks {
		add(leak.Subject, leak.Finding)
	}
	for i := range subjects[:each] {
		for _, d := range all[i].Definitions() {
			for _, f := range sound(d) {
				add(i, f)
			}
		}
		for _, f := range analysis.Adverse(&subjects[i]) {
			add(i, f)
		}
		for _, f := range analysis.OnceOnly(&subjects[i]) {
			add(i, f)
		}
		for _, f := range analysis.Minimisation(&subjects[i]) {
			add(i, f)
		}
	}
	return findings, proof
}

// Claims is the policy that the lanes of some releases claim: for a check without a platform, which has the last word. A role
// that stands in two zones has the stricter one.
func Claims(all ...*Release) analysis.Policy {
	policy := analysis.Policy{Zones: map[string]string{}}
	for _, r := range all {
		for _, role := range r.Roles() {
			if zone, known := policy.Zones[role.Name]; known && zone != role.Zone {
				policy.Zones[role.Name] = "enforcement"
				continue
			}
			policy.Zones[role.Name] = role.Zone
		}
	}
	return policy
}

// Subject is the release as the proofs see it.
func (r *Release) Subject() analysis.Subject {
	s := analysis.Subject{
		Name: r.CaseType, Hash: r.Hash, Definition: r.Definition, Called: r.Called, Forms: r.Forms, Switches: r.Data.Switches.Names(),
		Items: map[string]analysis.Item{}, Labels: map[string][]string{},
		Decision: func(id string) (*dmn.Decision, bool) { d, ok := r.decisions[id]; return d, ok },
	}
	for id, item := range r.Data.Items {
		s.Items[id] = analysis.Item{Label: item.Label, Fields: item.Fields, Source: item.Source}
	}
	for name, label := range r.Data.Labels {
		s.Labels[name] = label.Zones
	}
	return s
}
