package audit

import (
	"bytes"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"handinhand/models"
)

// Finding is something in the log that is not as it was written.
type Finding struct {
	Index int64  // place in the tree; -1 where it has none
	Entry string // id; "" where it is not about one entry
	What  string
}

func (f Finding) String() string {
	switch {
	case f.Entry != "" && f.Index >= 0:
		return fmt.Sprintf("entry %d (%s): %s", f.Index, f.Entry, f.What)
	case f.Entry != "":
		return fmt.Sprintf("entry %s: %s", f.Entry, f.What)
	case f.Index >= 0:
		return fmt.Sprintf("entry %d: %s", f.Index, f.What)
	}
	return f.What
}

// Report is what Verify has seen.
type Report struct {
	Entries     int64 // in the tree
	Expired     int64 // of these, entries that went when their time was over
	Waiting     int64 // entries without a place yet
	Checkpoints int   // that were checked, kept ones too
	Findings    []Finding
}

// verification goes through the log once, in the order of the tree.
type verification struct {
	tx      *gorm.DB
	key     string
	now     time.Time
	report  Report
	growing growing
	due     []Checkpoint // to be checked, by size
}

// Verify computes the whole tree anew from the entries and compares it with the
// stored hashes, with every checkpoint of the database and with those that someone
// kept elsewhere (signed notes). It finds each entry that was altered, dropped, put
// in another place or added without a place. An error means that it could not look.
func Verify(tx *gorm.DB, key string, kept []string, now time.Time) (Report, error) {
	v := &verification{tx: tx, key: key, now: now}
	for _, step := range []func() error{func() error { return v.checkpoints(kept) }, v.leaves, v.outside} {
		if err := step(); err != nil {
			return v.report, err
		}
	}
	for _, c := range v.due {
		v.find(-1, "", "the log was cut: a checkpoint was signed over %d entries, and there are %d", c.Size, v.growing.n)
	}
	return v.report, nil
}

func (v *verification) find(index int64, entry, format string, args ...any) {
	v.report.Findings = append(v.report.Findings, Finding{index, entry, fmt.Sprintf(format, args...)})
}

// checkpoints collects those that the tree is to be compared with.
func (v *verification) checkpoints(kept []string) error {
	var own []Checkpoint
	if err := v.tx.Order("size").Find(&own).Error; err != nil {
		return wrap(err, "read the checkpoints")
	}
	for i, signed := range kept {
		c, err := ParseCheckpoint(signed, v.key)
		if err != nil {
			v.find(-1, "", "kept checkpoint %d: %v", i+1, err)
			continue
		}
		v.due = insertSorted(v.due, c)
	}
	for _, c := range own {
		said, err := ParseCheckpoint(c.Note, v.key)
		switch {
		case err != nil:
			v.find(-1, "", "the checkpoint over %d entries: %v", c.Size, err)
		case said.Size != c.Size || !bytes.Equal(said.Root, c.Root):
			v.find(-1, "", "the checkpoint over %d entries is not the one that was signed", c.Size)
		default:
			v.due = insertSorted(v.due, said)
		}
	}
	v.report.Checkpoints = len(v.due)
	return nil
}

func insertSorted(list []Checkpoint, c Checkpoint) []Checkpoint {
	i := len(list)
	for i > 0 && list[i-1].Size > c.Size {
		i--
	}
	return append(list[:i], append([]Checkpoint{c}, list[i:]...)...)
}

// placed is a leaf with its entry, where there is one, and its stored hash.
type placed struct {
	leaf
	Stored []byte
	entry  *models.Access
}

// leaves goes through the tree in its order.
func (v *verification) leaves() error {
	const batch = 5000
	for next := int64(0); ; {
		rows, err := v.batch(next, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			for ; next < row.Index; next++ {
				v.find(next, "", "its place in the tree is empty: it was dropped")
				v.add(tlog.Hash{})
			}
			v.check(row)
			next++
		}
	}
}

func (v *verification) batch(from int64, limit int) ([]placed, error) {
	var leaves []leaf
	if err := v.tx.Where("index >= ?", from).Order("index").Limit(limit).Find(&leaves).Error; err != nil || len(leaves) == 0 {
		return nil, wrap(err, "read the leaves")
	}
	ids, nodes := make([]string, len(leaves)), make([]int64, len(leaves))
	for i, l := range leaves {
		ids[i], nodes[i] = l.AccessID, tlog.StoredHashIndex(0, l.Index)
	}
	var entries []models.Access
	if err := v.tx.Where("id IN ?", ids).Find(&entries).Error; err != nil {
		return nil, wrap(err, "read the entries")
	}
	var stored []node
	if err := v.tx.Where("index IN ?", nodes).Find(&stored).Error; err != nil {
		return nil, wrap(err, "read the hashes")
	}
	byID, byIndex := map[string]*models.Access{}, map[int64][]byte{}
	for i := range entries {
		byID[entries[i].ID] = &entries[i]
	}
	for _, n := range stored {
		byIndex[n.Index] = n.Hash
	}
	rows := make([]placed, len(leaves))
	for i, l := range leaves {
		rows[i] = placed{leaf: l, Stored: byIndex[nodes[i]], entry: byID[l.AccessID]}
	}
	return rows, nil
}

func (v *verification) check(p placed) {
	v.report.Entries++
	hash := tlog.RecordHash(p.record().Bytes())
	switch {
	case p.entry == nil && p.KeepUntil.After(v.now):
		v.find(p.Index, p.AccessID, "it was dropped: the law has it kept until %s", p.KeepUntil.UTC().Format(time.DateOnly))
	case p.entry == nil:
		v.report.Expired++
	case !bytes.Equal(digest(*p.entry), p.Digest) || !p.entry.KeepUntil.Equal(p.KeepUntil):
		v.find(p.Index, p.AccessID, "it was altered: it does not say what was entered")
	}
	if !bytes.Equal(hash[:], p.Stored) {
		v.find(p.Index, p.AccessID, "it stands where another was entered, or its record was altered")
	}
	v.add(hash)
}

// add grows the tree and compares it with the checkpoints of that size.
func (v *verification) add(hash tlog.Hash) {
	v.growing.add(hash)
	for len(v.due) > 0 && v.due[0].Size == v.growing.n {
		root := v.growing.root()
		if !bytes.Equal(root[:], v.due[0].Root) {
			v.find(-1, "", "the first %d entries are not those over which a checkpoint was signed on %s", v.due[0].Size, v.due[0].SignedAt.UTC().Format(time.RFC3339))
		}
		v.due = v.due[1:]
	}
}

// outside looks at entries without a place: they may wait for it a moment, but the
// database itself has put them in the queue.
func (v *verification) outside() error {
	var strays []string
	err := v.tx.Raw(`SELECT a.id FROM accesses a WHERE NOT EXISTS (SELECT 1 FROM audit_leaves l WHERE l.access_id = a.id)
		AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.access_id = a.id) ORDER BY a.id LIMIT 100`).Scan(&strays).Error
	if err != nil {
		return wrap(err, "look for entries without a place")
	}
	for _, id := range strays {
		v.find(-1, id, "it never got a place in the tree: it was put in, or taken out of it, by force")
	}
	var lost []string
	err = v.tx.Raw(`SELECT p.access_id FROM audit_pending p WHERE NOT EXISTS (SELECT 1 FROM accesses a WHERE a.id = p.access_id)
		ORDER BY p.access_id LIMIT 100`).Scan(&lost).Error
	if err != nil {
		return wrap(err, "look for entries that wait")
	}
	for _, id := range lost {
		v.find(-1, id, "it was dropped before it got its place in the tree")
	}
	return wrap(v.tx.Raw(`SELECT count(*) FROM audit_pending`).Scan(&v.report.Waiting).Error, "count what waits")
}
