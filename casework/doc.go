// Package casework is what people and agencies' systems do: sign in, start a
// case, claim, answer, hand in, complete, read, publish. It is the one place
// where policy is asked; the faces and the API call nothing below it.
//
// Every view is in the language of its reader (Actor.Locale) and holds only
// what that reader may see. Every error that a reader can act on is a
// *models.Problem.
package casework
