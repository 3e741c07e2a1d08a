package casework

import "handinhand/policy"

// may asks policy whether the actor may do something.
func (c *Casework) may(a Actor, action policy.Action, on policy.Resource) error {
	return c.Policy.Permit(policy.Request{
		Actor: policy.Actor{Person: a.Person, Roles: a.Roles, Agency: a.Agency}, Action: action, Resource: on,
	})
}
