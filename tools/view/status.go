package view

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// status is a name with the codes that it stands for.
type status struct {
	name  string
	codes []string
}

// approvalStatuses are the names of approval statuses. "submitted" is everything
// in the workflow and not finally approved.
func approvalStatuses() []status {
	return []status{
		{"not submitted", []string{"A_NOTF"}},
		{"sent back", []string{"A_RESU"}},
		{"submitted", []string{"A_PEND", "A_PECO", "A_PBDG", "A_EXTV", "A_FILE", "A_RHLD", "A_PVAL", "A_AAFH"}},
		{"approved", []string{"A_APPR", "A_ACCO"}},
	}
}

// paymentStatuses are the names of payment statuses.
func paymentStatuses() []status {
	return []status{
		{"not paid", []string{"P_NOTP"}},
		{"processing", []string{"P_PROC"}},
		{"paid", []string{"P_PAID", "P_PAYC"}},
		{"on hold", []string{"P_HOLD"}},
	}
}

// codeForm is the form of a status code. Companies have codes of their own, so
// the list of them is open.
var codeForm = regexp.MustCompile(`^[A-Z]_[A-Z0-9]{1,8}$`)

// ApprovalStatus is an approval status as a caller names it: a name or a code.
type ApprovalStatus string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *ApprovalStatus) UnmarshalText(text []byte) error {
	known, err := parseStatus(string(text), approvalStatuses(), "A_PEND")
	*s = ApprovalStatus(known)
	return err
}

// PaymentStatus is a payment status as a caller names it: a name or a code.
type PaymentStatus string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *PaymentStatus) UnmarshalText(text []byte) error {
	known, err := parseStatus(string(text), paymentStatuses(), "P_PROC")
	*s = PaymentStatus(known)
	return err
}

// ApprovalCodes lists the codes that some statuses stand for.
func ApprovalCodes(wanted []ApprovalStatus) []string { return codesOf(wanted, approvalStatuses()) }

// PaymentCodes lists the codes that some statuses stand for.
func PaymentCodes(wanted []PaymentStatus) []string { return codesOf(wanted, paymentStatuses()) }

// IsSubmitted reports whether an approval code is one of a report that is in the
// workflow or through it. Codes of the company's own count as such: a report
// that nobody submitted has one of the two standard codes.
func IsSubmitted(code string) bool {
	return code != "" && code != "A_NOTF" && code != "A_RESU"
}

// IsApproved reports whether an approval code says that the approvers are done.
func IsApproved(code string) bool {
	return slices.Contains(ApprovalCodes([]ApprovalStatus{"approved"}), code)
}

// parseStatus takes a name in any letter case and with any separator, or a code.
func parseStatus(text string, known []status, example string) (string, error) {
	spaced := strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(strings.TrimSpace(text)))
	names := make([]string, len(known))
	for i, s := range known {
		names[i] = s.name
		if s.name == spaced {
			return s.name, nil
		}
	}
	if code := strings.ToUpper(strings.TrimSpace(text)); codeForm.MatchString(code) {
		return code, nil
	}
	return "", fmt.Errorf("%.60q is not a status; there are %s, and codes such as %s", text, strings.Join(names, ", "), example)
}

func codesOf[S ~string](wanted []S, known []status) []string {
	var codes []string
	for _, w := range wanted {
		named := slices.IndexFunc(known, func(s status) bool { return s.name == string(w) })
		if named < 0 {
			codes = append(codes, string(w))
			continue
		}
		codes = append(codes, known[named].codes...)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
