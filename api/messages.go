package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) expected(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.ExpectedMessage]], error) {
	list, err := m.Casework.Expected(ctx, a, in.page())
	return listOf(ctx, list, err)
}

// Message is what an agency's system tells a case.
type Message struct {
	Message        string `json:"message" minLength:"1" maxLength:"200" example:"registrationAcknowledged" doc:"The message's name in the process."`
	CorrelationKey string `json:"correlationKey" minLength:"1" maxLength:"200" doc:"Names the case that waits for it, as listExpectedMessages says."`
	Variables      Values `json:"variables,omitempty"`
}

type messageIn struct {
	ID   string `path:"message" minLength:"8" maxLength:"128" doc:"Id that the sender gives; the same id is the same message, however often it is sent."`
	Body Message
}

func (m *mount) deliver(ctx context.Context, a casework.Actor, in *messageIn) (*none, error) {
	return noneOf(m.Casework.Deliver(ctx, a, casework.Message{
		ID: in.ID, Message: in.Body.Message, CorrelationKey: in.Body.CorrelationKey, Variables: in.Body.Variables,
	}))
}
