package v3

import (
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// detailedReport is the header of a report as v2 shows it, as far as v4 shows less.
type detailedReport struct {
	ReportID        concur.ReportID `json:"report_id"`
	Key             string          `json:"key,omitempty"`
	Name            render.Text     `json:"name"`
	BusinessPurpose render.Text     `json:"business_purpose,omitempty"`
	Owner           render.Text     `json:"owner,omitempty"`
	OwnerLogin      string          `json:"owner_login,omitempty"`
	EmployeeNumber  string          `json:"employee_number,omitempty"`
	Reimbursement   string          `json:"reimbursement_method,omitempty"`
	Ledger          render.Text     `json:"ledger,omitempty"`
	Total           *render.Money   `json:"total,omitempty"`
	Claimed         *render.Money   `json:"claimed,omitempty"`
	Approved        *render.Money   `json:"approved,omitempty"`
	Personal        *render.Money   `json:"personal,omitempty"`
	DueEmployee     *render.Money   `json:"due_employee,omitempty"`
	DueCompanyCard  *render.Money   `json:"due_company_card,omitempty"`
	ApprovalStatus  render.Text     `json:"approval_status"`
	ApprovalCode    string          `json:"approval_status_code"`
	PaymentStatus   render.Text     `json:"payment_status,omitempty"`
	PaymentCode     string          `json:"payment_status_code,omitempty"`
	Created         string          `json:"created,omitempty"`
	Submitted       string          `json:"submitted,omitempty"`
	Processing      string          `json:"processing_payment,omitempty"`
	Paid            string          `json:"paid,omitempty"`
	HasExceptions   bool            `json:"has_exceptions"`
	EverSentBack    bool            `json:"ever_sent_back"`
	ReceiptsIn      bool            `json:"paper_receipts_received"`
}

func ofDetails(r concur.V2Report) detailedReport {
	money := func(n concur.V2Number) *render.Money { return moneyV2(n, r.CurrencyCode) }
	return detailedReport{
		ReportID: r.ReportID, Key: r.ReportKey, Name: render.Text(r.ReportName), BusinessPurpose: render.Text(r.Purpose),
		Owner: render.Text(r.EmployeeName), OwnerLogin: r.UserLoginID, EmployeeNumber: r.ReportOwner.EmployeeID,
		Reimbursement: r.ReportOwner.ReimbursementMethodCode, Ledger: render.Text(r.LedgerName),
		Total: money(r.ReportTotal), Claimed: money(r.TotalClaimedAmount), Approved: money(r.TotalApprovedAmount),
		Personal: money(r.PersonalExpenses), DueEmployee: money(r.AmountDueEmployee), DueCompanyCard: money(r.AmountDueCompanyCard),
		ApprovalStatus: render.Text(r.ApprovalStatusName), ApprovalCode: r.ApprovalStatusCode,
		PaymentStatus: render.Text(r.PaymentStatusName), PaymentCode: r.PaymentStatusCode,
		Created: timeV2(r.CreationDate), Submitted: timeV2(r.SubmitDate), Processing: timeV2(r.ProcessingPaymentDate),
		Paid: timeV2(r.PaidDate), HasExceptions: bool(r.HasException), EverSentBack: bool(r.EverSentBack),
		ReceiptsIn: bool(r.ReceiptsReceived),
	}
}

// detailedExpense is an expense with where it is booked and what it was paid with.
type detailedExpense struct {
	ID              string        `json:"v3_id"`
	Key             string        `json:"key,omitempty"`
	ExpenseTypeCode string        `json:"expense_type_code,omitempty"`
	ExpenseType     render.Text   `json:"expense_type,omitempty"`
	PaymentTypeCode string        `json:"payment_type_code,omitempty"`
	PaymentType     render.Text   `json:"payment_type,omitempty"`
	Date            string        `json:"date,omitempty"`
	Amount          *render.Money `json:"amount,omitempty"`
	Posted          *render.Money `json:"posted,omitempty"`
	Approved        *render.Money `json:"approved,omitempty"`
	BusinessPurpose render.Text   `json:"business_purpose,omitempty"`
	Vendor          render.Text   `json:"vendor,omitempty"`
	Location        render.Text   `json:"location,omitempty"`
	LocationCountry string        `json:"location_country,omitempty"`
	ImageID         string        `json:"receipt_image_id,omitempty"`
	HasVAT          bool          `json:"has_vat,omitempty"`
	HasExceptions   bool          `json:"has_exceptions,omitempty"`
	Personal        bool          `json:"personal,omitempty"`
	ExpensePay      bool          `json:"paid_by_expense_pay,omitempty"`
	Card            *card         `json:"card,omitempty"`
	Parts           []part        `json:"parts,omitempty"`
	Attendees       []guest       `json:"attendees,omitempty"`
	Accounting      []share       `json:"accounting,omitempty"`
}

// detailSummary names the fields that a list shows unless asked otherwise: what v4
// lacks, and what tells the expenses apart.
func detailSummary() []string {
	return []string{"v3_id", "expense_type", "payment_type_code", "date", "amount", "vendor", "card", "attendees", "accounting"}
}

func detailedExpenses(r concur.V2Report) []detailedExpense {
	rows := make([]detailedExpense, len(r.Entries))
	for i, e := range r.Entries {
		currency := e.Currency(r.CurrencyCode)
		rows[i] = detailedExpense{
			ID: e.ReportEntryID, ExpenseTypeCode: e.ExpenseTypeID, ExpenseType: render.Text(e.ExpenseTypeName),
			PaymentTypeCode: e.PaymentTypeCode, PaymentType: render.Text(e.PaymentTypeName), Date: view.Day(e.TransactionDate),
			Amount: moneyV2(e.TransactionAmount, currency), Posted: moneyV2(e.PostedAmount, r.CurrencyCode),
			Approved: moneyV2(e.ApprovedAmount, r.CurrencyCode), BusinessPurpose: render.Text(e.BusinessPurpose),
			Vendor: render.Text(e.VendorDescription), Location: render.Text(e.LocationName), LocationCountry: e.LocationCountry,
			ImageID: e.EntryImageID, HasVAT: bool(e.HasVat), HasExceptions: bool(e.HasExceptions), Personal: bool(e.IsPersonal),
			ExpensePay: bool(e.ExpensePay), Card: ofCard(e.CardTransaction),
		}
		if e.LegacyEntryID.Given {
			rows[i].Key = e.LegacyEntryID.String()
		}
		for _, item := range e.Itemizations {
			rows[i].add(item, r.CurrencyCode, currency)
		}
	}
	return rows
}

// add adds what an itemization tells. One that only repeats the expense is no part.
func (row *detailedExpense) add(item concur.V2Itemization, reportCurrency, currency string) {
	name := ""
	if item.ItemType == "Child" {
		name = item.ExpenseTypeName
		row.Parts = append(row.Parts, part{
			ExpenseType: render.Text(name), Date: view.Day(item.TransactionDate), Amount: moneyV2(item.TransactionAmount, currency),
			Approved: moneyV2(item.ApprovedAmount, reportCurrency), BusinessPurpose: render.Text(item.BusinessPurpose),
			Personal: bool(item.IsPersonal),
		})
	}
	for _, a := range item.Attendees {
		row.Attendees = append(row.Attendees, guest{
			Name: render.Text(strings.TrimSpace(a.FirstName + " " + a.LastName)), Type: render.Text(a.AttendeeType),
			Company: render.Text(a.Company), Title: render.Text(a.Title),
		})
	}
	for _, a := range item.Allocations {
		row.Accounting = append(row.Accounting, ofAllocation(a, name, reportCurrency, currency))
	}
}
