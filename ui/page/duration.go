package page

import (
	"regexp"
	"strconv"
	"strings"

	"handinhand/ui/locales"
)

var spans = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$`)

// Duration says an ISO 8601 duration of whole days or longer; another one stays as
// it is written.
func Duration(p *locales.Phrases, iso string) string {
	parts := spans.FindStringSubmatch(iso)
	if parts == nil {
		return iso
	}
	phrases := []string{p.T("register.years", "count", number(parts[1])), p.T("register.months", "count", number(parts[2])),
		p.T("register.weeks", "count", number(parts[3])), p.T("register.days", "count", number(parts[4]))}
	var said []string
	for i, phrase := range phrases {
		if parts[i+1] != "" {
			said = append(said, phrase)
		}
	}
	return strings.Join(said, ", ")
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
