package store

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"handinhand/models"
)

// Page asks for at most Size items (0 = 25, at most 100) after Cursor, which is
// the Next of an earlier List; "" is the start.
type Page struct {
	Cursor string
	Size   int
}

// List is one page. Next is the cursor of the next one, or "" at the end.
type List[T any] struct {
	Items []T
	Next  string
}

const (
	defaultPageSize = 25
	maximumPageSize = 100
)

func (p Page) size() int {
	if p.Size <= 0 {
		return defaultPageSize
	}
	return min(p.Size, maximumPageSize)
}

// order is a total order of rows that an index gives. The columns are SQL
// expressions, all in one direction, the last ones unique together.
type order struct {
	name    string // part of the cursor, so that it fits no other list
	columns []string
	newest  bool // descending
	times   int  // how many of the first columns are times; 0 = one
}

// list reads one page of a query. key gives an item's values of the order's
// columns, see keyTime and keyInt.
func list[T any](query *gorm.DB, p Page, o order, key func(T) []string) (List[T], error) {
	sign, direction := ">", ""
	if o.newest {
		sign, direction = "<", " DESC"
	}
	if p.Cursor != "" {
		after, err := o.after(p.Cursor)
		if err != nil {
			return List[T]{}, err
		}
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(after)), ", ")
		query = query.Where("("+strings.Join(o.columns, ", ")+") "+sign+" ("+marks+")", after...)
		// Behind row-level security PostgreSQL compares texts only after it has asked
		// the wall, so an index would be read from its start. Times it compares before.
		times := max(1, o.times)
		query = query.Where("("+strings.Join(o.columns[:times], ", ")+") "+sign+"= ("+marks[:3*times-2]+")", after[:times]...)
	}
	var out List[T]
	err := query.Order(strings.Join(o.columns, direction+", ") + direction).Limit(p.size() + 1).Find(&out.Items).Error
	if p.Cursor != "" && malformed(err) {
		return List[T]{}, badCursor()
	}
	if err != nil {
		return List[T]{}, problem(err, "list "+o.name)
	}
	if len(out.Items) > p.size() {
		out.Items = out.Items[:p.size()]
		out.Next = o.cursor(key(out.Items[p.size()-1]))
	}
	return out, nil
}

func (o order) cursor(key []string) string {
	raw, err := json.Marshal(append([]string{o.name}, key...))
	if err != nil {
		panic("store: strings always marshal: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (o order) after(cursor string) ([]any, error) {
	var parts []string
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &parts)
	}
	if err != nil || len(parts) != len(o.columns)+1 || parts[0] != o.name {
		return nil, badCursor()
	}
	values := make([]any, len(o.columns))
	for i := range values {
		values[i] = parts[i+1]
	}
	return values, nil
}

func badCursor() error {
	return models.Problemf(models.KindInvalid, "cursor", "the cursor is not one of this list; start without one")
}

func keyTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func keyInt(n int64) string { return strconv.FormatInt(n, 10) }
