package keys

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"gocloud.dev/gcerrors"
	"gocloud.dev/secrets"
	"gocloud.dev/secrets/driver"
)

// vaultPatience is how long a Vault may take for one answer.
const vaultPatience = 5 * time.Second

var errNoVault = errors.New("keys: a root key in a Vault needs its address: set VAULT_ADDR, and VAULT_TOKEN or VAULT_TOKEN_FILE")

// transit is a root key in the Transit engine of a Vault (HashiCorp Vault, OpenBao), which
// seals and opens and never shows the key. Its URL is hashivault://KEY, with ?engine=PATH
// where the engine is not mounted at "transit" and ?address=URL where it is not at
// VAULT_ADDR. The driver of gocloud.dev for these URLs knows no contexts, and reads its
// token once, although agents renew it.
type transit struct {
	at     *url.URL // of the Vault
	engine string
	key    string
	client *http.Client
}

var _ driver.Keeper = (*transit)(nil)

func init() { secrets.DefaultURLMux().RegisterKeeper("hashivault", transitOpener{}) }

type transitOpener struct{}

// OpenKeeperURL is of secrets.KeeperURLOpener.
func (transitOpener) OpenKeeperURL(_ context.Context, u *url.URL) (*secrets.Keeper, error) {
	engine, address := u.Query().Get("engine"), u.Query().Get("address")
	if engine == "" {
		engine = "transit"
	}
	if address == "" {
		address = os.Getenv("VAULT_ADDR")
	}
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
		return nil, errNoVault
	}
	key := strings.Trim(path.Join(u.Host, u.Path), "/")
	if key == "" || strings.Contains(key, "/") {
		return nil, errors.New("keys: the URL names no key of a Vault's Transit engine")
	}
	return secrets.NewKeeper(&transit{at, engine, key, &http.Client{Timeout: vaultPatience}}), nil
}

// Encrypt is of driver.Keeper.
func (v *transit) Encrypt(ctx context.Context, plain []byte) ([]byte, error) {
	data, err := v.ask(ctx, "encrypt", map[string]any{"plaintext": plain}) // base64 in JSON
	if err == nil && data.Ciphertext == "" {
		err = errors.New("keys: the Vault sealed nothing")
	}
	return []byte(data.Ciphertext), err
}

// Decrypt is of driver.Keeper.
func (v *transit) Decrypt(ctx context.Context, sealed []byte) ([]byte, error) {
	data, err := v.ask(ctx, "decrypt", map[string]any{"ciphertext": string(sealed)})
	if err == nil && len(data.Plaintext) == 0 {
		err = errors.New("keys: the Vault opened nothing")
	}
	return data.Plaintext, err
}

// transitData is what the engine answers with, one of the two.
type transitData struct {
	Ciphertext string `json:"ciphertext"`
	Plaintext  []byte `json:"plaintext"`
}

func (v *transit) ask(ctx context.Context, what string, body map[string]any) (data transitData, err error) {
	sent, err := json.Marshal(body)
	if err != nil {
		return data, fmt.Errorf("keys: ask the Vault: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, v.at.JoinPath("v1", v.engine, what, v.key).String(), bytes.NewReader(sent))
	if err != nil {
		return data, fmt.Errorf("keys: ask the Vault: %w", err)
	}
	if err := introduce(request.Header); err != nil {
		return data, err
	}
	answer, err := v.client.Do(request)
	if err != nil {
		return data, fmt.Errorf("keys: the Vault does not answer: %w", err)
	}
	defer answer.Body.Close()
	said := struct {
		Data   transitData `json:"data"`
		Errors []string    `json:"errors"`
	}{}
	err = json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(&said)
	if answer.StatusCode != http.StatusOK {
		return data, fmt.Errorf("keys: the Vault refuses to %s: %s %s", what, answer.Status, strings.Join(said.Errors, "; "))
	}
	if err != nil {
		return data, errors.New("keys: the Vault's answer cannot be read") // the cause could show bytes of it
	}
	return said.Data, nil
}

// introduce says who asks. The token is read each time, because agents renew it.
func introduce(header http.Header) error {
	token := os.Getenv("VAULT_TOKEN")
	if file := os.Getenv("VAULT_TOKEN_FILE"); file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("keys: the token for the Vault: %w", err)
		}
		token = strings.TrimSpace(string(content))
	}
	header.Set("Content-Type", "application/json")
	header.Set("X-Vault-Request", "true") // agents that add the token want it
	if token != "" {
		header.Set("X-Vault-Token", token)
	}
	if namespace := os.Getenv("VAULT_NAMESPACE"); namespace != "" {
		header.Set("X-Vault-Namespace", namespace)
	}
	return nil
}

// ErrorAs is of driver.Keeper.
func (v *transit) ErrorAs(err error, i any) bool { return errors.As(err, i) }

// ErrorCode is of driver.Keeper.
func (v *transit) ErrorCode(error) gcerrors.ErrorCode { return gcerrors.Unknown }

// Close is of driver.Keeper.
func (v *transit) Close() error { v.client.CloseIdleConnections(); return nil }
