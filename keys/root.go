package keys

import (
	"context"
	"errors"
	"net/url"
	"path"

	"gocloud.dev/secrets"
	_ "gocloud.dev/secrets/awskms"       // awskms:// URLs
	_ "gocloud.dev/secrets/localsecrets" // base64key:// URLs
)

// openRoot opens a root key by its URL. Errors never show the URL.
func openRoot(ctx context.Context, address string) (*secrets.Keeper, error) {
	root, err := secrets.OpenKeeper(ctx, boundToKey(address))
	if errors.Is(err, errNoVault) {
		return nil, errNoVault
	}
	if err != nil {
		return nil, errors.New("keys: the root key's URL is not one that this program can open; it looks like base64key://<32 bytes in URL-safe base64>, hashivault://KEY or awskms:///KEY?region=REGION")
	}
	return root, nil
}

// boundToKey makes what a key of AWS KMS seals name that key in its context. KMS finds the
// key in what it is given, so that any key would open it, and a rotation could not tell
// what it has done.
func boundToKey(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "awskms" {
		return address
	}
	q := u.Query()
	q.Set("context_root-key", path.Join(u.Host, u.Path))
	u.RawQuery = q.Encode()
	return u.String()
}
