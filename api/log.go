package api

import (
	"context"
	"time"

	"handinhand/casework"
)

func (m *mount) checkpoint(ctx context.Context, a casework.Actor, _ *none) (*body[casework.Checkpoint], error) {
	return bodyOf(m.Casework.Checkpoint(ctx, a))
}

type logSpanIn struct {
	From int64 `query:"from" minimum:"1" required:"true" doc:"Entries of the older log, as a kept checkpoint says."`
	To   int64 `query:"to" minimum:"0" doc:"Entries of the newer log; 0 = the newest checkpoint's."`
}

// LogExtension proves that one log is the beginning of another.
type LogExtension struct {
	From  int64    `json:"from"`
	To    int64    `json:"to"`
	Proof []string `json:"proof" doc:"Hashes in base64, as RFC 6962 section 2.1.2 has them."`
}

func (m *mount) logExtension(ctx context.Context, a casework.Actor, in *logSpanIn) (*body[LogExtension], error) {
	proof, err := m.Casework.LogExtension(ctx, a, in.From, in.To)
	return bodyOf(LogExtension{From: proof.From, To: proof.To, Proof: texts(proof.Proof)}, err)
}

type logEntryIn struct {
	Entry string `path:"entry" maxLength:"64" doc:"Id of an entry."`
	Size  int64  `query:"size" minimum:"0" doc:"Entries of the log to prove it in; 0 = the newest checkpoint's."`
}

// LogInclusion proves that an entry stands in the log.
type LogInclusion struct {
	Entry     string   `json:"entry"`
	Index     int64    `json:"index"`
	Size      int64    `json:"size"`
	Digest    string   `json:"digest" doc:"Salted sha256 of the entry, in base64."`
	KeepUntil string   `json:"keepUntil" doc:"So long at least the entry itself is kept; RFC 3339, as it is hashed."`
	Proof     []string `json:"proof" doc:"Hashes in base64, as RFC 6962 section 2.1.1 has them."`
}

func (m *mount) logInclusion(ctx context.Context, a casework.Actor, in *logEntryIn) (*body[LogInclusion], error) {
	p, err := m.Casework.LogInclusion(ctx, a, in.Entry, in.Size)
	return bodyOf(inclusion(p.Entry, p.Index, p.Size, p.Digest.String(), p.KeepUntil, texts(p.Proof)), err)
}

func inclusion(entry string, index, size int64, digest string, keepUntil time.Time, proof []string) LogInclusion {
	return LogInclusion{Entry: entry, Index: index, Size: size, Digest: digest, KeepUntil: keepUntil.Format(time.RFC3339Nano), Proof: proof}
}

// texts are hashes as text.
func texts[H interface{ String() string }](hashes []H) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = h.String()
	}
	return out
}

func (m *mount) auditExplanations(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.List[casework.AuditedTrace]], error) {
	return whole(m.Casework.AuditExplanations(ctx, a, in.Case))
}
