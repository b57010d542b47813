package concur

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
)

// Get Report Details v2: a report with everything in it, as one document. It has what
// no newer API gives: card transactions, account codes, journal entries and taxes.

// V2Report is the document (Get Report Details v2 > ReportDetails). Dates that are not
// set are empty, or in the year 1.
type V2Report struct {
	XMLName               xml.Name `json:"-"`
	ReportID              ReportID
	ReportKey             string
	ReportName            string
	Purpose               string
	UserLoginID           string
	EmployeeName          string // Last, First
	ReportDate            string
	CreationDate          string
	SubmitDate            string
	ProcessingPaymentDate string
	PaidDate              string
	CurrencyCode          string
	ReportTotal           V2Number
	PersonalExpenses      V2Number
	AmountDueEmployee     V2Number
	AmountDueCompanyCard  V2Number
	TotalClaimedAmount    V2Number
	TotalApprovedAmount   V2Number
	ApprovalStatusCode    string
	ApprovalStatusName    string
	PaymentStatusCode     string
	PaymentStatusName     string
	LedgerName            string
	HasException          V2Flag
	EverSentBack          V2Flag
	ReceiptsReceived      V2Flag
	ReportOwner           struct {
		EmployeeID              string
		ReimbursementMethodCode string
	}
	Entries []V2Entry `json:"ExpenseEntriesList" xml:"ExpenseEntriesList>ExpenseEntry"`
}

// V2Entry is an expense. Transaction amounts are in its own currency, posted and
// approved ones in that of the report.
type V2Entry struct {
	ReportEntryID           string
	LegacyEntryID           V2Number
	ExpenseTypeID           string // the code of v3
	ExpenseTypeName         string
	PaymentTypeCode         string // the id of v4 (inferred)
	PaymentTypeName         string
	TransactionDate         string
	TransactionCurrencyCode string // observed in JSON; the page's table has its name only. Currency asks for it.
	TransactionAmount       V2Number
	ExchangeRate            V2Number
	PostedAmount            V2Number
	ApprovedAmount          V2Number // may be empty
	BusinessPurpose         string
	VendorDescription       string
	LocationName            string
	LocationCountry         string
	EntryImageID            string
	HasVat                  V2Flag
	HasExceptions           V2Flag
	IsPersonal              V2Flag
	IsCreditCardCharge      V2Flag
	ExpensePay              V2Flag
	CardTransaction         V2Card
	Itemizations            []V2Itemization `json:"ItemizationsList" xml:"ItemizationsList>Itemization"`
}

// Currency is that of the transaction. Where it is not told, the card transaction tells
// it, or a rate of one, with which it is that of the report (inferred); empty otherwise.
func (e V2Entry) Currency(ofReport string) string {
	if code := firstOf(e.TransactionCurrencyCode, e.CardTransaction.TransactionAlphaCode); code != "" {
		return code
	}
	if e.ExchangeRate.Given && e.ExchangeRate.Equal(Whole(1).Decimal) {
		return ofReport
	}
	return ""
}

// V2Card is the card transaction behind an expense. The number of the card is not read.
type V2Card struct {
	AccountNumberLastSegment   string
	CardDescription            string
	TransactionReferenceNumber string
	TransactionAmount          V2Number
	TransactionAlphaCode       string
	PostedAmount               V2Number
	PostedAlphaCode            string
	TransactionDate            string
	PostedDate                 string
	TransactionMerchantName    string
	MerchantCity               string
	MerchantCountryCode        string
	MasterCardCode             string
}

// V2Itemization is a part of an expense, or the whole of one that is not itemized.
type V2Itemization struct {
	ItemType          string // Regular or Child
	ExpenseTypeID     string
	ExpenseTypeName   string
	TransactionDate   string
	TransactionAmount V2Number
	PostedAmount      V2Number
	ApprovedAmount    V2Number
	BusinessPurpose   string
	IsPersonal        V2Flag
	Attendees         []V2Attendee   `json:"AttendeesList" xml:"AttendeesList>Attendee"`
	Allocations       []V2Allocation `json:"AllocationsList" xml:"AllocationsList>Allocation"`
}

// V2Attendee is a guest.
type V2Attendee struct {
	AttendeeType string
	FirstName    string
	LastName     string
	Company      string
	Title        string
}

// V2Journal is an entry of the books.
type V2Journal struct {
	AccountCode          string
	DebitOrCredit        string // DR or CR
	Amount               V2Number
	PayerPaymentTypeName string
	PayeePaymentTypeName string
}

// V2Tax is a tax on a part of an expense.
type V2Tax struct {
	TaxName                     string
	TaxAuthorityLabel           string
	Source                      string // CARD, USER, SYST, PROC
	TaxTransactionAmount        V2Number
	TaxPostedAmount             V2Number
	TaxReclaimTransactionAmount V2Number
	TaxReclaimPostedAmount      V2Number
}

// GetReportDetails reads a report with everything in it. The person of the user
// connection has to be an administrator. Concur answers in JSON or in XML.
func (s *Session) GetReportDetails(ctx context.Context, id ReportID) (V2Report, error) {
	operation := s.client.operations["get_report_details_v2"]
	answer, err := s.send(ctx, operation, request{operation: operation.Name, path: map[string]string{"reportId": string(id)}})
	if err != nil {
		return V2Report{}, err
	}
	var report V2Report
	if !bytes.HasPrefix(bytes.TrimSpace(answer.body), []byte("<")) {
		err = json.Unmarshal(answer.body, &report)
	} else if err = xml.Unmarshal(answer.body, &report); err == nil && report.XMLName.Local != "ReportDetails" {
		err = errNoReport
	}
	if err == nil && report.ReportID == "" {
		err = errNoReport
	}
	if err != nil {
		return V2Report{}, unreadable(operation, answer, err)
	}
	return report, nil
}
