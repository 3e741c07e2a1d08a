package casework

import (
	"context"

	"handinhand/models"
	"handinhand/store"
)

// acting makes every statement under ctx work for an actor, so that the database
// shows no row but those that concern them: a second wall behind policy.
func acting(ctx context.Context, a Actor) context.Context {
	id := store.Identity{Person: a.Person}
	if a.Is(models.RoleClerk) || a.Is(models.RoleSystem) {
		id.Agency = a.Agency.ID
	}
	if a.Is(models.RoleProcessOwner) || a.Is(models.RoleOperator) {
		id.Parts = append(id.Parts, store.PartOperations)
	}
	if a.Is(models.RoleProcessOwner) {
		id.Parts = append(id.Parts, store.PartDrafts)
	}
	if a.Is(models.RoleAuditor) {
		id.Parts = append(id.Parts, store.PartAuditor)
	}
	if a.Is(models.RoleProtection) {
		id.Parts = append(id.Parts, store.PartProtection, store.PartAuditor)
	}
	return store.As(ctx, id)
}
