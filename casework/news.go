package casework

import (
	"context"
	"time"

	"handinhand/models"
	"handinhand/process/release"
)

// ReleaseNews is what a release's note says to its readers.
type ReleaseNews struct {
	CaseType string    `json:"caseType"`
	Name     string    `json:"name" doc:"Of the process."`
	From     time.Time `json:"from" doc:"Since when the release is valid."`
	Language string    `json:"language" doc:"Of the text: the reader's, or German where the note does not speak it."`
	Text     string    `json:"text"`
}

// newsFor is how long a release is new to everyone; who works on a case that has gone
// over, or whose case that is, reads of it as long as the case runs.
const newsFor = 30 * 24 * time.Hour

// audience picks whom a note is for.
type audience func(models.ReleaseNotes) models.Texts

func forClerks(n models.ReleaseNotes) models.Texts     { return n.Clerks }
func forApplicants(n models.ReleaseNotes) models.Texts { return n.Applicants }

// news is what notes said since a moment up to a release, newest first. rows are the
// publications of the process, the last to be valid first. What is still to come, or was
// taken back, is no news.
func news(locale string, r *release.Release, rows []models.Publication, since, at time.Time, to audience) []ReleaseNews {
	out, reached := []ReleaseNews{}, false
	for _, row := range rows {
		if row.RolledBackAt != nil || row.ValidFrom.After(at) {
			continue
		}
		if reached = reached || row.Release == r.Hash; !reached || !row.ValidFrom.After(since) {
			continue
		}
		for _, language := range []string{locale, "de"} {
			if text := to(row.Notes)[language]; text != "" {
				out = append(out, ReleaseNews{row.CaseType, r.Text(locale, "process.name"), row.ValidFrom, language, text})
				break
			}
		}
	}
	return out
}

// wentOver tells whether a case runs under another release than it began under. rows are
// as for news.
func wentOver(row models.Case, rows []models.Publication) bool {
	for _, p := range rows {
		if !p.ValidFrom.After(row.StartedAt) && (p.RolledBackAt == nil || p.RolledBackAt.After(row.StartedAt)) {
			return p.Release != row.Release
		}
	}
	return false
}

// caseNews is what an applicant is told of a case that was taken over to a later release.
func (c *Casework) caseNews(ctx context.Context, in inside) ([]ReleaseNews, error) {
	rows, err := c.Store.PublicationsOf(ctx, in.row.CaseType)
	if err != nil || in.row.State == models.CaseEnded || !wentOver(in.row, rows) {
		return []ReleaseNews{}, err
	}
	return news(in.actor.Locale, in.release, rows, in.row.StartedAt, now(), forApplicants), nil
}

// taskNews is what a clerk is told of the process of a task: what is new to everyone, and
// all that is new to a case that was taken over.
func (c *Casework) taskNews(ctx context.Context, a Actor, m matter) ([]ReleaseNews, error) {
	rows, err := c.Store.PublicationsOf(ctx, m.row.CaseType)
	if err != nil || m.applicants() {
		return []ReleaseNews{}, err
	}
	at := now()
	since := at.Add(-newsFor)
	if wentOver(m.row, rows) && m.row.StartedAt.Before(since) {
		since = m.row.StartedAt
	}
	return news(a.Locale, m.release, rows, since, at, forClerks), nil
}

// inboxNews is what is new in the processes that the actor's agency has steps in.
func (c *Casework) inboxNews(ctx context.Context, a Actor, mine []*release.Release) ([]ReleaseNews, error) {
	out, at := []ReleaseNews{}, now()
	for _, r := range mine {
		rows, err := c.Store.PublicationsOf(ctx, r.CaseType)
		if err != nil {
			return nil, err
		}
		out = append(out, news(a.Locale, r, rows, at.Add(-newsFor), at, forClerks)...)
	}
	return out, nil
}

// registerNews is what applicants are told of a process, for everyone to read.
func (c *Casework) registerNews(ctx context.Context, locale string, r *release.Release) ([]ReleaseNews, error) {
	rows, err := c.Store.PublicationsOf(ctx, r.CaseType)
	if err != nil {
		return nil, err
	}
	all := news(locale, r, rows, time.Time{}, now(), forApplicants)
	return all[:min(len(all), registerNewsShown)], nil
}

// registerNewsShown is how many notes the register keeps in sight; the studio has all.
const registerNewsShown = 5
