package caller

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/approve"
)

// TokenPrefix begins every token, so that scanners of leaked secrets know it.
const TokenPrefix = "cmcp_"

// Entry is one caller in the file of tokens. It does not hold the token.
type Entry struct {
	// Name makes the principal: token/NAME.
	Name string `json:"name"`
	// SHA256 is the digest of the token, in lower-case hexadecimal. The token has 256 random bits,
	// so a slow hash would make nothing safer.
	SHA256 string `json:"sha256"`
	// Profile, ReadOnly, Confirm and Company are those of Caller.
	Profile  string          `json:"profile,omitempty"`
	ReadOnly bool            `json:"read_only,omitempty"`
	Confirm  approve.Confirm `json:"confirm,omitempty"`
	Company  bool            `json:"company,omitempty"`
	// Expires is the last day the token is good for, YYYY-MM-DD in UTC; empty for ever.
	Expires string `json:"expires,omitempty"`
}

// secretBytes is 256 bits.
const secretBytes = 32

// NewToken makes a token for a caller. The token is to be shown once; the entry is
// what is kept.
func NewToken(name string) (token string, entry Entry) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // It never fails (crypto/rand.Read).
	token = TokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
	digest := sha256.Sum256([]byte(token))
	return token, Entry{Name: name, SHA256: hex.EncodeToString(digest[:])}
}

var (
	nameForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$`)
	digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// Check finds what is wrong with an entry. profiles are the sets of tools there are;
// nil leaves them open. The error never quotes what may be a token in the wrong place.
func (e Entry) Check(profiles []string) error {
	if !nameForm.MatchString(e.Name) {
		return errors.New("name: write 1 to 64 letters, digits and . _ @ -, beginning with a letter or digit")
	}
	if !digestForm.MatchString(e.SHA256) {
		return errors.New("sha256: it is not the SHA-256 of a token in 64 lower-case hexadecimal digits")
	}
	if e.Profile != "" && profiles != nil && !slices.Contains(profiles, e.Profile) {
		return fmt.Errorf("profile: there is no %q; there are %s", e.Profile, strings.Join(profiles, ", "))
	}
	if err := e.Confirm.Check(); err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	if _, err := e.end(); err != nil {
		return fmt.Errorf("expires: %q is no day; write YYYY-MM-DD", e.Expires)
	}
	return nil
}

// end is when the token stops being good; zero for never.
func (e Entry) end() (time.Time, error) {
	if e.Expires == "" {
		return time.Time{}, nil
	}
	last, err := time.Parse(time.DateOnly, e.Expires)
	return last.AddDate(0, 0, 1), err
}

// Expired reports whether the last day of the token is over.
func (e Entry) Expired(now time.Time) bool {
	end, err := e.end()
	return err != nil || !end.IsZero() && !now.Before(end)
}

func (e Entry) caller() Caller {
	return Caller{
		Principal: "token/" + e.Name, Name: e.Name, Profile: e.Profile,
		ReadOnly: e.ReadOnly, Confirm: e.Confirm, Company: e.Company,
	}
}
