package demo

import (
	"context"
	"fmt"
	"net/http"
)

// plot is one sample case: whose it is and what happens in it.
type plot struct {
	title     string
	applicant string
	provider  string
	steps     func(*Story) []Step
}

// plots are the sample cases. Together they show the states in which a case can
// be, on the shipped process.
func plots() []plot {
	const vhs, sprachhaus = "vhs-musterstadt", "sprachhaus-musterstadt"
	return []plot{
		{"registered to the end", "leyla", vhs, func(s *Story) []Step {
			return s.registration(obliged("Leyla", "Aydın", "1988-11-02"))
		}},
		{"refused, contested, and refused by somebody else", "wiryanto", sprachhaus, func(s *Story) []Step {
			refusal := values{"entitlementDecision": "refused", "refusalReason": "Der Aufenthaltstitel ist nur für einen vorübergehenden Zweck erteilt."}
			steps := append(s.apply(application("Wiryanto", "", "1995-06-30", nil)),
				s.decide("kaya", "confirm", refusal, "refusal-notice", "refuses, with reasons")...)
			steps = append(steps, s.reply("readRefusal", values{"contest": "yes", "contestReason": "Mein Vertrag wurde verlängert."}, "reads the reasons and contests them"))
			steps = append(steps, s.decide("weber", "reviewConfirmation", refusal, "", "looks at it again and leaves it at that")...)
			return append(steps, s.reply("readRefusalReview", values{}, "reads the result"), Step{"end", s.end})
		}},
		{"no claim by the table, and by two people", "oksana", sprachhaus, func(s *Story) []Step {
			none := values{"claimDecision": "none", "claimReason": "Ihr Titel (§ 24 AufenthG) gibt keinen Anspruch, und Plätze nach § 44 Abs. 4 AufenthG sind zurzeit nicht frei."}
			steps := append(s.apply(application("Оксана", "Левченко", "1983-02-17", values{"residenceTitle": "24"})),
				s.decide("okafor", "checkClaim", none, "", "checks what the table found")...)
			steps = append(steps, s.reply("readNoClaim", values{"claimContest": "yes", "claimContestReason": "Eine Freundin hat einen Platz bekommen."}, "contests it"))
			steps = append(steps, s.decide("sommer", "reviewClaim", none, "", "looks at it again and leaves it at that")...)
			return append(steps, s.reply("readClaimReview", values{}, "reads the result"), Step{"end", s.end})
		}},
		{"just begun", "wiryanto", vhs, func(s *Story) []Step {
			return []Step{{"start", s.start}, {"draft", s.draft}}
		}},
		{"referred to the job centre", "oksana", vhs, func(s *Story) []Step {
			form := application("Оксана", "Левченко", "1983-02-17", values{"residenceTitle": "24", "benefit": "sgb2"})
			return append(s.apply(form), Step{"end", s.end})
		}},
		{"a paper is missing", "farid", vhs, func(s *Story) []Step {
			more := values{
				"entitlementDecision": "more", "missingPaper": "residence-title",
				"missingReason": "Auf dem Foto ist die Rückseite nicht zu sehen. Bitte laden Sie beide Seiten hoch.",
			}
			return append(s.apply(obliged("Farid", "Rahimi", "1999-09-09")),
				s.decide("kaya", "confirm", more, "", "asks for a better photo of the residence title")...)
		}},
		{"waiting for the placement test", "mei", sprachhaus, func(s *Story) []Step {
			form := application("Mei", "Zhang", "1992-01-23", values{"residenceTitle": "18g", "work": "other"})
			return append(s.apply(form), s.confirm("weber", "no")...)
		}},
		{"waiting for the immigration office", "amal", vhs, func(s *Story) []Step {
			return s.apply(obliged("Amal", "Haddad", "1991-04-12"))
		}},
	}
}

// Seed makes sample cases in different states, as the personas and through the
// public interface. say hears one line for each.
func Seed(ctx context.Context, place Place, say func(line string)) error {
	for _, p := range plots() {
		s := newStory(place, func(Line) {}, p.applicant, p.provider)
		s.steps = p.steps(s)
		if err := s.Run(ctx); err != nil {
			return fmt.Errorf("sample case %q of %s: %w", p.title, p.applicant, err)
		}
		say(fmt.Sprintf("%s: %s (%s)", s.number, p.title, p.applicant))
	}
	return nil
}

// draft fills in a part of the application and leaves.
func (s *Story) draft(ctx context.Context) error {
	task, err := s.own(ctx, "apply")
	if err != nil {
		return err
	}
	begun := values{"passportName": "Wiryanto", "birthDate": "1995-06-30"}
	err = s.call(ctx, request{as: s.applicant, method: http.MethodPut, path: "/tasks/" + task.ID + "/draft", body: map[string]any{"values": begun}})
	if err == nil {
		s.say(s.applicant, "fills in a part and will come back")
	}
	return err
}
