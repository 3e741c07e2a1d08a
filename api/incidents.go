package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) incidents(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.IncidentLine]], error) {
	list, err := m.Casework.Incidents(ctx, a, in.page())
	return listOf(ctx, list, err)
}

type incidentIn struct {
	CaseIn
	Keyed
	Incident int64 `path:"incident" doc:"Key of an incident in its case."`
}

// Retried says that a stuck step is being tried again.
type Retried struct {
	Incident int64 `json:"incident"`
}

func (m *mount) retryIncident(ctx context.Context, a casework.Actor, in *incidentIn) (*result[Retried], error) {
	if err := m.Casework.RetryIncident(ctx, a, in.Case, in.Incident); err != nil {
		return nil, err
	}
	return &result[Retried]{Value: Retried{in.Incident}}, nil
}
