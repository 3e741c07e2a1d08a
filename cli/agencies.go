package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/goccy/go-yaml"

	"handinhand/casework"
	"handinhand/models"
)

type agenciesCommand struct {
	Config
	File string `arg:"" type:"existingfile" help:"YAML list of agencies: id, role, zone, name, place."`
}

// Run adds or changes the agencies of the file; it never removes one, because
// cases are bound to them.
func (c *agenciesCommand) Run(ctx context.Context) error {
	ctx, cancel := c.withParent(ctx)
	defer cancel()
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	agencies, err := readAgencies(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	work, done, err := c.buried(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := work.ImportAgencies(ctx, agencies); err != nil {
		return err
	}
	fmt.Printf("%d agencies\n", len(agencies))
	return warn(ctx, work)
}

// warn says which proofs do not hold with the agencies as they are now. That is no error of this command: the incident
// stands in the studio and in the metrics until somebody publishes again, or sets the zones back.
func warn(ctx context.Context, work *casework.Casework) error {
	doubts, err := work.Doubts(ctx)
	if err != nil || len(doubts) == 0 {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(doubts)) {
		fmt.Fprintf(os.Stderr, "%s: no new case begins until it is proven and published again: %v\n", id, doubts[id])
	}
	return nil
}

// readAgencies reads the file strictly: an unknown word is an error with its
// line, and an agency without a zone counts as enforcement.
func readAgencies(text []byte) ([]models.Agency, error) {
	var agencies []models.Agency
	if err := yaml.UnmarshalWithOptions(text, &agencies, yaml.Strict()); err != nil {
		return nil, err
	}
	zones := []models.Zone{models.ZoneService, models.ZoneExpert, models.ZoneEnforcement}
	for i := range agencies {
		a := &agencies[i]
		if a.Zone == "" {
			a.Zone = models.ZoneEnforcement
		}
		switch {
		case a.ID == "" || a.Role == "":
			return nil, fmt.Errorf("agency %d needs an id and a role", i+1)
		case a.Role == models.RoleApplicant:
			return nil, fmt.Errorf("agency %s: nobody but the applicant plays the role %q", a.ID, a.Role)
		case !slices.Contains(zones, a.Zone):
			return nil, fmt.Errorf("agency %s: zone %q is none of %v", a.ID, a.Zone, zones)
		case a.Name["de"] == "":
			return nil, fmt.Errorf("agency %s: name needs at least de", a.ID)
		}
	}
	return agencies, nil
}
