package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"
)

// node is a row of audit_hashes: a stored hash in tlog's numbering.
type node struct {
	Index int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash  []byte
}

func (node) TableName() string { return "audit_hashes" }

// tree reads the stored hashes, those that are not written yet first.
type tree struct {
	tx    *gorm.DB
	fresh map[int64]tlog.Hash
}

// ReadHashes is of tlog.HashReader.
func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := map[int64]tlog.Hash{}
	var wanted []int64
	for _, i := range indexes {
		if hash, ok := t.fresh[i]; ok {
			found[i] = hash
		} else {
			wanted = append(wanted, i)
		}
	}
	if len(wanted) > 0 {
		var rows []node
		if err := t.tx.Where("index IN ?", wanted).Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("audit: read the tree: %w", err)
		}
		for _, row := range rows {
			found[row.Index] = tlog.Hash(row.Hash)
			if t.fresh != nil {
				t.fresh[row.Index] = tlog.Hash(row.Hash) // what a batch reads once it needs again
			}
		}
	}
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hash, ok := found[index]
		if !ok {
			return nil, fmt.Errorf("audit: the tree lacks the stored hash %d", index)
		}
		out[i] = hash
	}
	return out, nil
}

// size is how many leaves the tree has.
func size(tx *gorm.DB) (int64, error) {
	var n int64
	if err := tx.Raw(`SELECT coalesce(max(index) + 1, 0) FROM audit_leaves`).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("audit: measure the tree: %w", err)
	}
	return n, nil
}

// growing is the tree of hashes computed anew, leaf by leaf, that keeps only its
// right edge: the roots of its complete subtrees, the widest first.
type growing struct {
	n    int64
	edge []tlog.Hash
}

func (g *growing) add(hash tlog.Hash) {
	g.edge = append(g.edge, hash)
	for n := g.n; n&1 == 1; n >>= 1 {
		last := len(g.edge) - 1
		g.edge = append(g.edge[:last-1], tlog.NodeHash(g.edge[last-1], g.edge[last]))
	}
	g.n++
}

// root is the tree's hash as RFC 6962 has it.
func (g *growing) root() tlog.Hash {
	if len(g.edge) == 0 {
		return tlog.Hash{}
	}
	hash := g.edge[len(g.edge)-1]
	for i := len(g.edge) - 2; i >= 0; i-- {
		hash = tlog.NodeHash(g.edge[i], hash)
	}
	return hash
}
