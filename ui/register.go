package ui

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"handinhand/casework"
	"handinhand/ui/locales"
	"handinhand/ui/page"
)

// RegisterView is the public register in one language.
type RegisterView struct{ Entries []RegisterEntry }

// RegisterEntry is a procedure with what is said of it in the reader's language.
type RegisterEntry struct {
	casework.RegisterEntry
	Name, Summary string
	Agencies      []RegisterAgency
}

// RegisterAgency is an agency with what it gets.
type RegisterAgency struct {
	Name        string
	Enforcement bool
	Lines       []RegisterLine
}

// RegisterLine is one item with how long it is kept, in words.
type RegisterLine struct {
	casework.RegisterLine
	KeptFor string
}

// register shows everyone, without signing in, who gets which data and why.
func register(r *page.Request) error {
	entries, err := r.Casework().Register(r.Ctx(), r.Say.Tag)
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "site/register", newRegisterView(r.Say, entries))
}

func newRegisterView(p *locales.Phrases, entries []casework.RegisterEntry) RegisterView {
	var v RegisterView
	for _, e := range entries {
		entry := RegisterEntry{RegisterEntry: e, Name: in(e.Names, p.Tag), Summary: in(e.Summaries, p.Tag)}
		for _, a := range e.Agencies {
			agency := RegisterAgency{Name: a.Name, Enforcement: a.Zone == "enforcement"}
			for _, line := range a.Gets {
				agency.Lines = append(agency.Lines, RegisterLine{line, page.Duration(p, line.Kept)})
			}
			entry.Agencies = append(entry.Agencies, agency)
		}
		v.Entries = append(v.Entries, entry)
	}
	return v
}

// in is a text in a language, else in German, the law's language.
func in(texts map[string]string, locale string) string {
	if text, ok := texts[locale]; ok {
		return text
	}
	return texts["de"]
}

// registerData is the register for machines: JSON-LD with the words of CPSV-AP 3.2 and
// the W3C Data Privacy Vocabulary 2.
func (f *faces) registerData(r *page.Request) error {
	entries, err := r.Casework().Register(r.Ctx(), r.Say.Tag)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(registerGraph(f.publicURL, f.area, entries), "", " ")
	if err != nil {
		return err
	}
	r.Header("Content-Language", r.Say.Tag)
	r.Data(http.StatusOK, "application/ld+json; charset=utf-8", body)
	return nil
}

type object = map[string]any

// registerGraph has what CPSV-AP 3.2 asks of a PublicService (identifier, title, description, competent authority) and of a
// PublicOrganisation (prefLabel, spatial).
func registerGraph(site, area string, entries []casework.RegisterEntry) object {
	graph := []object{}
	for _, e := range entries {
		id := site + "/register#" + e.ID
		service := object{
			"@id": id, "@type": "cpsv:PublicService", "dct:identifier": e.ID, "dct:title": tagged(e.Names), "dct:description": tagged(e.Summaries),
			"dct:modified": object{"@value": e.PublishedAt.UTC().Format("2006-01-02"), "@type": "xsd:date"}, "hih:release": e.Release,
		}
		var processes, all, deciding []object
		for _, a := range e.Agencies {
			agency := id + "/" + a.Role
			graph = append(graph, object{
				"@id": agency, "@type": []string{"cv:PublicOrganisation", "dpv:Recipient"}, "skos:prefLabel": tagged(a.Names),
				"dct:spatial": object{"@id": area, "@type": "dct:Location"}, "hih:zone": a.Zone,
			})
			all = append(all, object{"@id": agency})
			if a.Decides {
				deciding = append(deciding, object{"@id": agency})
			}
			for _, line := range a.Gets {
				processes = append(processes, disclosure(id, agency, line))
			}
		}
		if len(deciding) == 0 {
			deciding = all // a service without a decision is everybody's who takes part
		}
		service["cv:hasCompetentAuthority"], service["dpv:hasProcess"] = deciding, processes
		graph = append(graph, service)
	}
	return object{"@context": object{
		"cpsv": "http://purl.org/vocab/cpsv#", "cv": "http://data.europa.eu/m8g/", "dct": "http://purl.org/dc/terms/", "xsd": "http://www.w3.org/2001/XMLSchema#",
		"dpv": "https://w3id.org/dpv#", "dpv-pd": "https://w3id.org/dpv/pd#", "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
		"eli": "http://data.europa.eu/eli/ontology#", "skos": "http://www.w3.org/2004/02/skos/core#",
		"hih": "https://handinhand.example/schema/process/1#",
	}, "@graph": graph}
}

// disclosure is one line of the register as a dpv:Process.
func disclosure(service, recipient string, line casework.RegisterLine) object {
	processing := object{"@id": "dpv:Disclose"}
	if line.Told {
		processing = object{"@id": "dpv:Infer"}
	}
	purpose := object{"@id": line.Purpose}
	if !strings.Contains(line.Purpose, ":") {
		purpose = object{"@type": "dpv:Purpose", "dct:title": line.Purpose}
	}
	source := object{"@id": service + "/" + line.Source}
	if line.Source == "applicant" {
		source = object{"@id": "dpv:DataSubjectDataSource"}
	}
	out := object{
		"@type": "dpv:Process", "dpv:hasProcessing": processing, "dpv:hasRecipient": object{"@id": recipient}, "dpv:hasDataSource": source,
		"dpv:hasPersonalData": object{"@type": line.Category, "dct:identifier": line.Item, "dct:title": line.Name},
		"dpv:hasPurpose":      purpose, "dpv:hasLegalBasis": object{"@id": line.LegalBasis},
		"dpv:hasStorageCondition": object{"@type": "dpv:StorageDuration", "dpv:hasDuration": object{"@value": line.Kept, "@type": "xsd:duration"}, "hih:after": line.KeptAfter, "cv:hasLegalResource": legalResource(line.KeptStatute)},
	}
	if line.Statute != "" {
		out["cv:hasLegalResource"] = legalResource(line.Statute)
	}
	if line.Special {
		out["dpv:hasPersonalData"].(object)["@type"] = []string{line.Category, "dpv:SpecialCategoryPersonalData"}
	}
	return out
}

// legalResource is a law as it is cited; laws have no address of their own here.
func legalResource(cited string) object {
	return object{"@type": "eli:LegalResource", "dct:title": cited}
}

// tagged is a text in several languages.
func tagged(texts map[string]string) []object {
	out := []object{}
	for _, language := range slices.Sorted(maps.Keys(texts)) {
		out = append(out, object{"@value": texts[language], "@language": language})
	}
	return out
}
