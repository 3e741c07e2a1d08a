package audit

import (
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"handinhand/models"
)

// sequencerLock lets one sequencer work at a time. PostgreSQL frees it with the
// transaction, however that ends.
const sequencerLock = 0x68696861_75646974

// rowsAtOnce keeps a statement below PostgreSQL's 65,535 parameters.
const rowsAtOnce = 10_000

// Sequence gives at most limit entries that wait their place in the tree, in the
// caller's transaction, and signs a checkpoint when it gave any. It tells how many;
// 0 also when another sequencer is at work.
//
// The place is given here and not by a serial id, because ids are taken when a
// transaction begins and seen when it ends: a tree over them would have holes.
func Sequence(tx *gorm.DB, signer note.Signer, limit int, now time.Time) (int, error) {
	var mine bool
	if err := tx.Raw(`SELECT pg_try_advisory_xact_lock(?)`, sequencerLock).Scan(&mine).Error; err != nil || !mine {
		return 0, wrap(err, "lock the sequence")
	}
	var waiting []models.Access
	err := tx.Raw(`SELECT a.* FROM audit_pending p JOIN accesses a ON a.id = p.access_id ORDER BY p.access_id LIMIT ?`, limit).Scan(&waiting).Error
	if err != nil || len(waiting) == 0 {
		return 0, wrap(err, "read what waits for its place")
	}
	from, err := size(tx)
	if err != nil {
		return 0, err
	}
	root, err := grow(tx, from, waiting)
	if err != nil {
		return 0, err
	}
	checkpoint, err := sign(signer, from+int64(len(waiting)), root, now)
	if err != nil {
		return 0, err
	}
	return len(waiting), wrap(tx.Create(&checkpoint).Error, "keep a checkpoint")
}

// grow adds leaves to the tree and gives its new root.
func grow(tx *gorm.DB, from int64, entries []models.Access) (tlog.Hash, error) {
	growing := tree{tx, map[int64]tlog.Hash{}}
	leaves, nodes, ids := make([]leaf, len(entries)), []node{}, make([]string, len(entries))
	for i, entry := range entries {
		at := from + int64(i)
		leaves[i] = leaf{Index: at, AccessID: entry.ID, Digest: digest(entry), KeepUntil: entry.KeepUntil}
		hashes, err := tlog.StoredHashes(at, leaves[i].record().Bytes(), growing)
		if err != nil {
			return tlog.Hash{}, wrap(err, "add a leaf")
		}
		for j, hash := range hashes {
			index := tlog.StoredHashIndex(0, at) + int64(j)
			growing.fresh[index] = hash
			nodes = append(nodes, node{Index: index, Hash: hash[:]})
		}
		ids[i] = entry.ID
	}
	if err := tx.CreateInBatches(leaves, rowsAtOnce).Error; err != nil {
		return tlog.Hash{}, wrap(err, "add leaves")
	}
	if err := tx.CreateInBatches(nodes, rowsAtOnce).Error; err != nil {
		return tlog.Hash{}, wrap(err, "add hashes")
	}
	if err := tx.Exec(`DELETE FROM audit_pending WHERE access_id IN ?`, ids).Error; err != nil {
		return tlog.Hash{}, wrap(err, "clear what waited")
	}
	root, err := tlog.TreeHash(from+int64(len(entries)), growing)
	return root, wrap(err, "hash the tree")
}

// Expire deletes at most limit entries whose time by law is over. Of a case, the time counts
// from its end, as that of what was read does, so that an entry stays as long as the item
// that it tells of (a day more, for leap days). Their records stay in the tree. What is not in it yet waits.
func Expire(tx *gorm.DB, now time.Time, limit int) (int64, error) {
	done := tx.Exec(`
		DELETE FROM accesses WHERE id IN (
			SELECT a.id FROM accesses a JOIN audit_leaves l ON l.access_id = a.id LEFT JOIN cases c ON c.id = a.case_id
			WHERE a.keep_until <= ? AND (c.id IS NULL OR c.state = 'ended' AND c.ended_at + (a.keep_until - a.at) + interval '1 day' <= ?)
			ORDER BY a.keep_until LIMIT ?)`, now, now, limit)
	return done.RowsAffected, wrap(done.Error, "let expired entries go")
}

func wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("audit: %s: %w", what, err)
}
