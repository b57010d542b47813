package concur

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// longestID is more than any documented id has.
const longestID = 100

var (
	reportIDForm = regexp.MustCompile(`^[0-9A-F]{20}$`)
	hex32Form    = regexp.MustCompile(`^[0-9A-F]{32}$`)
	uuidForm     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	// Protected v3 ids differ between tenants, so only their alphabet is held, and
	// that keeps everything out that could lead a path elsewhere.
	protectedForm = regexp.MustCompile(`^[A-Za-z0-9$_=~-]{1,100}$`)
)

// ReportID names a report in v3 and v4 alike: 20 upper-case hex characters.
type ReportID string

// ParseReportID reads a report id in any letter case.
func ParseReportID(s string) (ReportID, error) {
	id := strings.ToUpper(strings.TrimSpace(s))
	if !reportIDForm.MatchString(id) {
		return "", fmt.Errorf("%s is not a report id; it has 20 hex characters, like 7A90C4E15B2D4F6883AC, and list_reports gives it", quote(s))
	}
	return ReportID(id), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ReportID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseReportID(string(text))
	return err
}

// ExpenseID names an expense or itemization in v4: 32 upper-case hex characters.
type ExpenseID string

// EntryID names an expense in v3: a protected id, opaque and with `$` in it.
type EntryID string

// ExpenseRef is an expense as a caller names it, by either id.
type ExpenseRef struct {
	V4 ExpenseID
	V3 EntryID
}

// ParseExpenseRef reads a v4 id (32 hex characters, or the same as a dashed
// UUID) or a v3 id.
func ParseExpenseRef(s string) (ExpenseRef, error) {
	s = strings.TrimSpace(s)
	if id, ok := parseHex32(s); ok {
		return ExpenseRef{V4: ExpenseID(id)}, nil
	}
	if protectedForm.MatchString(s) {
		return ExpenseRef{V3: EntryID(s)}, nil
	}
	return ExpenseRef{}, fmt.Errorf("%s is not an expense id; list_report_expenses gives it, 32 hex characters long", quote(s))
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *ExpenseRef) UnmarshalText(text []byte) (err error) {
	*r, err = ParseExpenseRef(string(text))
	return err
}

// MarshalText gives the id as it was named.
func (r ExpenseRef) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// String is the id as it was named.
func (r ExpenseRef) String() string {
	if r.V4 != "" {
		return string(r.V4)
	}
	return string(r.V3)
}

// IsZero reports whether no expense was named.
func (r ExpenseRef) IsZero() bool { return r == ExpenseRef{} }

// AllocationID names an allocation in v4: 32 upper-case hex characters.
type AllocationID string

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *AllocationID) UnmarshalText(text []byte) error {
	parsed, ok := parseHex32(string(text))
	if !ok {
		return fmt.Errorf("%s is not an allocation id; it has 32 hex characters", quote(string(text)))
	}
	*id = AllocationID(parsed)
	return nil
}

// PolicyID names a policy in v4: 32 upper-case hex characters.
type PolicyID string

// UserID names a person: a lower-case UUID (Identity v4).
type UserID string

// ParseUserID reads a UUID in any letter case.
func ParseUserID(s string) (UserID, error) {
	id := strings.ToLower(strings.TrimSpace(s))
	if !uuidForm.MatchString(id) {
		return "", fmt.Errorf("%s is not the UUID of a user", quote(s))
	}
	return UserID(id), nil
}

// ParsePolicyID reads the v4 id of a policy: 32 hex characters or a dashed UUID.
func ParsePolicyID(s string) (PolicyID, bool) {
	id, ok := parseHex32(s)
	return PolicyID(id), ok
}

// Ref names a policy, an expense type, a payment type, a location, a list or one of
// its items by id or by name, or a person by UUID, login ID, e-mail or full name. It
// is looked up, never put into a path as it is.
type Ref string

var errRef = errors.New("a name or id has 1 to 100 characters on one line")

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Ref) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "" || len([]rune(s)) > longestID || strings.ContainsFunc(s, isControl) {
		return errRef
	}
	*r = Ref(s)
	return nil
}

// parseHex32 reads 32 hex characters, dashed or not, in any letter case.
func parseHex32(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if uuidForm.MatchString(strings.ToLower(s)) {
		s = strings.ReplaceAll(s, "-", "")
	}
	s = strings.ToUpper(s)
	return s, hex32Form.MatchString(s)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// quote shows what somebody sent, short enough for an error.
func quote(s string) string {
	runes := []rune(s)
	if len(runes) > 60 {
		return fmt.Sprintf("%q…", string(runes[:60]))
	}
	return fmt.Sprintf("%q", s)
}
