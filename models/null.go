package models

import (
	"database/sql/driver"
	"fmt"
)

// An empty id of these kinds means "none": it is NULL in the database, so that
// foreign keys hold and no comparison with an empty id ever matches a row.

// Value implements driver.Valuer.
func (a AgencyID) Value() (driver.Value, error) { return nullable(string(a)) }

// Value implements driver.Valuer.
func (p PersonID) Value() (driver.Value, error) { return nullable(string(p)) }

// Scan implements sql.Scanner.
func (a *AgencyID) Scan(src any) error { return scanText((*string)(a), src) }

// Scan implements sql.Scanner.
func (p *PersonID) Scan(src any) error { return scanText((*string)(p), src) }

// Value implements driver.Valuer.
func (g GrantID) Value() (driver.Value, error) { return nullable(string(g)) }

// Scan implements sql.Scanner.
func (g *GrantID) Scan(src any) error { return scanText((*string)(g), src) }

// Value implements driver.Valuer.
func (c CaseID) Value() (driver.Value, error) { return nullable(string(c)) }

// Scan implements sql.Scanner.
func (c *CaseID) Scan(src any) error { return scanText((*string)(c), src) }

// Value implements driver.Valuer.
func (m MandateID) Value() (driver.Value, error) { return nullable(string(m)) }

// Scan implements sql.Scanner.
func (m *MandateID) Scan(src any) error { return scanText((*string)(m), src) }

// Value implements driver.Valuer.
func (a AttestationID) Value() (driver.Value, error) { return nullable(string(a)) }

// Scan implements sql.Scanner.
func (a *AttestationID) Scan(src any) error { return scanText((*string)(a), src) }

// Value implements driver.Valuer.
func (t TaskID) Value() (driver.Value, error) { return nullable(string(t)) }

// Scan implements sql.Scanner.
func (t *TaskID) Scan(src any) error { return scanText((*string)(t), src) }

func nullable(s string) (driver.Value, error) {
	if s == "" {
		return nil, nil
	}
	return s, nil
}

func scanText(dst *string, src any) error {
	switch v := src.(type) {
	case nil:
		*dst = ""
	case string:
		*dst = v
	case []byte:
		*dst = string(v)
	default:
		return fmt.Errorf("an id cannot be read from %T", src)
	}
	return nil
}
