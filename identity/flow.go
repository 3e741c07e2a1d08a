package identity

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"handinhand/models"
)

// FlowLife is how long a sign-in may take, and so the age of the flow's cookie.
const FlowLife = 15 * time.Minute

// Flow is one sign-in under way. It travels in a cookie of the browser that
// began it.
//
// The cookie is readable by its browser: nothing in it must be kept from the
// person who signs in (the verifier and the nonce protect that person against
// others). What must hold is that nobody else sets it, so it is sent HttpOnly,
// SameSite=Lax and, on https, under a __Host- name, which other hosts of the same
// domain cannot write.
type Flow struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // PKCE, RFC 7636
	ReturnTo string `json:"r"` // a path of ours
}

// Encode gives the cookie's value.
func (f Flow) Encode() string {
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err) // four strings always marshal
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// DecodeFlow reads a cookie's value. The error is a *models.Problem of kind
// invalid.
func DecodeFlow(value string) (Flow, error) {
	var f Flow
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	if err != nil || f.State == "" || f.Nonce == "" || f.Verifier == "" {
		return Flow{}, models.Problemf(models.KindInvalid, "signin.flow", "this browser has no sign-in under way: sign in again")
	}
	return f, nil
}

// FlowCookie names the cookie of a sign-in under way.
func FlowCookie(publicURL string) string { return cookieName(publicURL, "hih-signin") }

// SessionCookie names the cookie of a session. On https the browser itself then
// makes sure that it is secure, for this host only.
func SessionCookie(publicURL string) string { return cookieName(publicURL, "hih") }

func cookieName(publicURL, name string) string {
	if strings.HasPrefix(strings.ToLower(publicURL), "https:") {
		return "__Host-" + name
	}
	return name
}

// localPath gives path when it stays on this site, else "/". Browsers read a
// backslash as a slash and skip control characters, so both make a path foreign.
func localPath(path string) string {
	foreign := !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f })
	if foreign {
		return "/"
	}
	if u, err := url.Parse(path); err != nil || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return path
}
