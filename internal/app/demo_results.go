package app

import (
	"encoding/json"
	"fmt"
	"strings"
)

// The parts of results that the story tells.

type money struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

func (m money) String() string { return m.Value.String() + " " + m.Currency }

type reportShown struct {
	ReportID       string `json:"report_id"`
	Name           string `json:"name"`
	Owner          string `json:"owner"`
	ApprovalStatus string `json:"approval_status"`
	ApprovalCode   string `json:"approval_status_code"`
	Policy         string `json:"policy"`
	Currency       string `json:"currency"`
	Total          money  `json:"total"`
	Claimed        money  `json:"claimed"`
	Purpose        string `json:"business_purpose"`
	CanRecall      bool   `json:"can_recall"`
}

type reportsShown struct {
	Reports []reportShown `json:"reports"`
}

type reportWritten struct {
	ReportID string      `json:"report_id"`
	Verified bool        `json:"verified"`
	Report   reportShown `json:"report"`
}

type expenseShown struct {
	ExpenseID   string `json:"expense_id"`
	ExpenseType string `json:"expense_type"`
	Date        string `json:"date"`
	Vendor      string `json:"vendor"`
	Amount      money  `json:"amount"`
	HasReceipt  bool   `json:"has_receipt"`
	Verified    bool   `json:"verified"`
	Note        string `json:"note"`
}

func (e expenseShown) String() string {
	receipt := "no receipt"
	if e.HasReceipt {
		receipt = "with receipt"
	}
	return fmt.Sprintf("%s  %-8s %-18s %s, %s", e.Date, e.ExpenseType, e.Vendor, e.Amount, receipt)
}

type expensesShown struct {
	Expenses []expenseShown `json:"expenses"`
}

type exceptionsShown struct {
	Exceptions []struct {
		Code     string `json:"code"`
		Message  string `json:"message"`
		Blocking bool   `json:"blocking"`
	} `json:"exceptions"`
}

// blocking lists the exceptions that stop a submit.
func (e exceptionsShown) blocking() []string {
	var found []string
	for _, one := range e.Exceptions {
		if one.Blocking {
			found = append(found, one.Code+": "+one.Message)
		}
	}
	return found
}

type receiptAttached struct {
	ReceiptImageID string `json:"receipt_image_id"`
	Verified       bool   `json:"verified"`
}

// list joins lines under a heading.
func list(heading string, lines []string) string {
	return strings.Join(append([]string{heading}, lines...), "\n")
}
