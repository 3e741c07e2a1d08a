// Package store keeps the rows of Hand in Hand in PostgreSQL: what is published,
// the projections of cases that pages read, and the small records around them.
//
// It knows how rows are written together and found fast, and nothing of why: it
// asks no policy, reads no process file and must never see a person's data in
// the clear (sealed columns come and go as ciphertext). Its errors are Problems
// where a caller can act on them, and never hold values of rows.
//
// Every list is paged by key (see Page), so that a page of 10,000 rows costs
// what a page of 100 costs. The schema is in migrations/, numbered SQL that only
// ever grows; gorm never changes it.
package store
