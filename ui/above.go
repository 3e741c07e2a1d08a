package ui

import (
	"net/http"
	"path"
	"strings"

	"handinhand/ui/page"
)

// above answers whoever opens the address of a form, which only takes what the form
// sends: a browser shows it after a form was refused, and people open it again. They
// come to the nearest page above it.
func above(routes []route) page.Page {
	return func(r *page.Request) error {
		asked := r.Context.Request
		if asked.Method != http.MethodGet && asked.Method != http.MethodHead {
			return unknown(r)
		}
		for at := path.Dir(asked.URL.Path); ; at = path.Dir(at) {
			for _, route := range routes {
				if route.method == get && covers(route.path, at) {
					return r.Go(at)
				}
			}
			if at == "/" || at == "." {
				return unknown(r)
			}
		}
	}
}

// covers tells whether a route's path, with :names, takes an address.
func covers(route, address string) bool {
	wants, has := strings.Split(route, "/"), strings.Split(address, "/")
	if len(wants) != len(has) {
		return false
	}
	for i, want := range wants {
		if want != has[i] && !strings.HasPrefix(want, ":") {
			return false
		}
	}
	return true
}
