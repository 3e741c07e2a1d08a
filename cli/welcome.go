package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"handinhand/demo"
)

// ready is what dev --json prints.
type ready struct {
	URL       string         `json:"url"`
	Issuer    string         `json:"issuer"`
	Dir       string         `json:"dir"` // data and logs
	Personas  []demo.Persona `json:"personas"`
	Addresses addresses      `json:"addresses"`
	RootKey   string         `json:"root_key_url"` // of a stack that is thrown away, or lies beside it in root.key
}

// welcome says where to click and as whom.
func (d *devCommand) welcome(l *local) error {
	personas := demo.Personas()
	if d.JSON {
		key, err := rootKey(l.dir)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(ready{l.url, l.addresses.OIDCIssuer, l.dir, personas, l.addresses, key})
	}
	fmt.Printf(`
Hand in Hand is running. Open one of these; sign in by a click on a persona.

  Applicants      %[1]s/
  Clerks          %[1]s/work
  Process owners  %[1]s/studio
  API             %[1]s/openapi.json

`, l.url)
	table := tabwriter.NewWriter(os.Stdout, 2, 2, 2, ' ', 0)
	fmt.Fprintln(table, "  user\tpassword\twho")
	for _, p := range personas {
		if p.Kind == "person" {
			fmt.Fprintf(table, "  %s\t%s\t%s (%s)\n", p.Username, p.Password, p.Name, p.Title["en"])
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Printf("\nEverything is kept in %s (logs in logs/). Ctrl-C stops it all; make run RESET=1 starts clean.\n%s\n", l.dir, strings.Repeat("-", 72))
	return nil
}
