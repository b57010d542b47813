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

// ApprovalStatus is what a caller wants the approval status to be: a name or a
// code, or several with commas between them.
type ApprovalStatus string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *ApprovalStatus) UnmarshalText(text []byte) error {
	known, err := parseStatuses(string(text), approvalStatuses(), "A_PEND")
	*s = ApprovalStatus(known)
	return err
}

// Codes lists the codes that are meant.
func (s ApprovalStatus) Codes() []string { return codesOf(string(s), approvalStatuses()) }

// PaymentStatus is what a caller wants the payment status to be, as ApprovalStatus.
type PaymentStatus string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *PaymentStatus) UnmarshalText(text []byte) error {
	known, err := parseStatuses(string(text), paymentStatuses(), "P_PROC")
	*s = PaymentStatus(known)
	return err
}

// Codes lists the codes that are meant.
func (s PaymentStatus) Codes() []string { return codesOf(string(s), paymentStatuses()) }

// IsSubmitted reports whether an approval code is one of a report that is in the
// workflow or through it. Codes of the company's own count as such: a report
// that nobody submitted has one of the two standard codes.
func IsSubmitted(code string) bool {
	return code != "" && code != "A_NOTF" && code != "A_RESU"
}

// IsApproved reports whether an approval code says that the approvers are done.
func IsApproved(code string) bool {
	return slices.Contains(ApprovalStatus("approved").Codes(), code)
}

// parseStatuses writes each name or code as it is known, sorted, with commas
// between them, so that the same wish is always written the same way.
func parseStatuses(text string, known []status, example string) (string, error) {
	var wanted []string
	for part := range strings.SplitSeq(text, ",") {
		one, err := parseStatus(part, known, example)
		if err != nil {
			return "", err
		}
		wanted = append(wanted, one)
	}
	slices.Sort(wanted)
	return strings.Join(slices.Compact(wanted), ","), nil
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

// codesOf lists the codes that statuses stand for; none for no status.
func codesOf(wanted string, known []status) []string {
	if wanted == "" {
		return nil
	}
	var codes []string
	for name := range strings.SplitSeq(wanted, ",") {
		named := slices.IndexFunc(known, func(s status) bool { return s.name == name })
		if named < 0 {
			codes = append(codes, name)
			continue
		}
		codes = append(codes, known[named].codes...)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
