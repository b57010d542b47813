package quickexpenses

import (
	"fmt"
	"strings"
)

// paymentType is how a quick expense was paid, by its code. The codes are those of
// Quick Expense v4 alone; the payment types of list_payment_types are others.
type paymentType string

// UnmarshalText takes the names and the codes.
func (p *paymentType) UnmarshalText(text []byte) error {
	switch strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(string(text)))) {
	case "":
		*p = ""
	case "cash", "cashx":
		*p = "CASHX"
	case "company_paid", "cpaid":
		*p = "CPAID"
	case "pending_card", "pendc":
		*p = "PENDC"
	default:
		return fmt.Errorf("%.40q is not one of cash, company_paid, pending_card", text)
	}
	return nil
}
