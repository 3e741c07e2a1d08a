package casework

import (
	"context"
	"time"

	"handinhand/process/release"
)

// RegisterEntry is a published procedure as everyone may know it.
type RegisterEntry struct {
	ID          string
	Names       map[string]string // language -> name
	Summaries   map[string]string
	Release     string
	PublishedAt time.Time
	Agencies    []RegisterAgency // in the order of the process
	Switches    []SwitchLine
	News        []ReleaseNews // what was told to applicants of late, newest first
}

// RegisterAgency is a role and what it gets.
type RegisterAgency struct {
	Role    string            `json:"role"`
	Name    string            `json:"name"`
	Names   map[string]string `json:"names"` // language -> name
	Zone    string            `json:"zone"`
	Decides bool              `json:"decides"` // about the applicant, in some step
	Gets    []RegisterLine    `json:"gets"`
}

// RegisterLine is one item that an agency gets.
type RegisterLine struct {
	Item        string `json:"item"`
	Name        string `json:"name"`
	Category    string `json:"category"`
	Special     bool   `json:"special"` // GDPR Art. 9
	Source      string `json:"source"`
	SourceName  string `json:"sourceName"`
	Purpose     string `json:"purpose"`
	PurposeName string `json:"purposeName"`
	LegalBasis  string `json:"legalBasis"`
	Statute     string `json:"statute"`
	KeptAfter   string `json:"keptAfter"`
	Kept        string `json:"kept"` // an ISO 8601 duration
	KeptStatute string `json:"keptStatute"`
	Told        bool   `json:"told"` // not sent or shown: it can be told from what happens
}

// Register tells which agency gets which data from whom, why, by which law and for
// how long: from the published releases alone, which say nothing about anybody. It is
// for everyone, so policy is not asked.
func (c *Casework) Register(ctx context.Context, locale string) ([]RegisterEntry, error) {
	types, err := c.Store.CaseTypes(ctx)
	if err != nil {
		return nil, err
	}
	entries := []RegisterEntry{}
	for _, t := range types {
		r, err := c.release(ctx, t.Release)
		if err != nil {
			return nil, err
		}
		row, err := c.Store.Release(ctx, t.Release)
		if err != nil {
			return nil, err
		}
		entry := registerEntry(r, locale)
		entry.PublishedAt, entry.Switches = row.PublishedAt, switchLines(Actor{Locale: locale}, r, now())
		if entry.News, err = c.registerNews(ctx, locale, r); err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func registerEntry(r *release.Release, locale string) RegisterEntry {
	entry := RegisterEntry{ID: r.CaseType, Release: r.Hash, Names: map[string]string{}, Summaries: map[string]string{}}
	for _, language := range r.Locales() {
		entry.Names[language] = r.Text(language, "process.name")
		entry.Summaries[language] = r.Text(language, "process.summary")
	}
	a := Actor{Locale: locale}
	disclosures, deciding := r.Disclosures(), r.DecidingRoles()
	for _, role := range r.Roles() {
		key := "role." + role.Name + ".name"
		agency := RegisterAgency{Role: role.Name, Name: r.Text(locale, key), Zone: role.Zone, Names: map[string]string{}, Decides: deciding[role.Name]}
		for _, language := range r.Locales() {
			agency.Names[language] = r.Text(language, key)
		}
		for _, d := range disclosures {
			if d.Recipient == role.Name {
				agency.Gets = append(agency.Gets, registerLine(a, r, d))
			}
		}
		if len(agency.Gets) > 0 {
			entry.Agencies = append(entry.Agencies, agency)
		}
	}
	return entry
}

func registerLine(a Actor, r *release.Release, d release.Disclosure) RegisterLine {
	item, _ := r.Item(d.Item)
	return RegisterLine{
		Item: d.Item, Name: r.Text(a.Locale, "item."+d.Item+".name"), Category: item.Category, Special: item.Special,
		Source: d.Source, SourceName: r.Text(a.Locale, "role."+d.Source+".name"),
		Purpose: d.Purpose, PurposeName: optionalText(a, r, "purpose."+d.Purpose), LegalBasis: d.LegalBasis, Statute: d.Statute,
		KeptAfter: item.Retention.After, Kept: item.Retention.Period, KeptStatute: item.Retention.Statute, Told: d.Told,
	}
}
