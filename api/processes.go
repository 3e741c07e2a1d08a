package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) processes(ctx context.Context, a casework.Actor, _ *none) (*body[casework.List[casework.ProcessLine]], error) {
	return whole(m.Casework.Processes(ctx, a))
}

type processIn struct {
	Paging
	Process string `path:"process" maxLength:"100" doc:"Id of a process, which is a case type's."`
}

func (m *mount) process(ctx context.Context, a casework.Actor, in *processIn) (*paged[casework.Process], error) {
	process, err := m.Casework.Process(ctx, a, in.Process, in.page())
	return pagedOf(ctx, process, process.Cases.Next, err)
}

func (m *mount) diagram(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.Diagram], error) {
	return bodyOf(m.Casework.Diagram(ctx, a, in.Case))
}
