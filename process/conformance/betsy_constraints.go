package conformance

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// betsyConstraints reads the models in folders EXTnnn. A model passes if an error of the rule nnn names an element; rules that
// are tolerated for a written reason count neither way.
func betsyConstraints(suite fs.FS, report *Report) error {
	files, err := fs.Glob(suite, "constraints/EXT*/*.bpmn")
	if err != nil {
		return err
	}
	rules, tolerated := bpmn.Rules(), bpmn.Tolerated()
	for _, name := range files {
		file, err := fs.ReadFile(suite, name)
		if err != nil {
			return err
		}
		folder := path.Dir(name)
		number, err := strconv.Atoi(strings.TrimPrefix(path.Base(folder), "EXT"))
		if err != nil {
			return fmt.Errorf("%s: the folder does not tell the rule", name)
		}
		_, findings := bpmn.Parse(file)
		refused := slices.ContainsFunc(findings, func(f finding.Finding) bool {
			return f.Severity == finding.Error && f.Element != "" && slices.Contains(rules[f.Rule].Catalogue, number)
		})
		reason := tolerated[number]
		if reason != "" && !refused {
			report.Deviations = append(report.Deviations, Deviation{Case: name, Why: reason})
			continue
		}
		if !refused {
			report.Failures = append(report.Failures, Failure{
				Folder: folder, Case: path.Base(name), Expected: fmt.Sprintf("an error of the rule EXT.%03d that names an element", number), Got: or(join(findings), "no finding"),
			})
		}
		report.verdict("constraints", refused)
	}
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
