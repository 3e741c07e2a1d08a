package audit_test

import (
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/store"
)

// BenchmarkAppend is entries a second with 8 readers at once, each in a transaction
// of its own, while the sequencer works.
func BenchmarkAppend(b *testing.B) {
	s, _, access := lent(b)
	signer, _, err := audit.Signer(secret)
	if err != nil {
		b.Fatal(err)
	}
	ctx := everyone(b)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
				_, _ = sequenced(b, s, signer)
			}
		}
	}()
	b.SetParallelism(4) // of two cores: 8 readers
	start := time.Now()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Tx(ctx, func(tx *store.Store) error { return audit.Append(tx.DB, access) }); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "appends/s")
}

func sequenced(b *testing.B, s *store.Store, signer note.Signer) (n int, err error) {
	err = s.Tx(everyone(b), func(tx *store.Store) error {
		n, err = audit.Sequence(tx.DB, signer, 2048, noon)
		return err
	})
	return n, err
}
