package simulator

import "fmt"

// withCustomV2 prints the members of an object and then OrgUnit1 to OrgUnit6, as texts,
// and Custom1 up to a number, {} where they are not set.
type withCustomV2 struct {
	members any
	custom  map[string]customFieldV3 // by member name
	upTo    int
}

type customFieldV2 struct {
	Type, Value string
	Code        *string
}

// MarshalJSON prints one flat object.
func (w withCustomV2) MarshalJSON() ([]byte, error) {
	text, err := inJSON(w.members)
	if err != nil {
		return nil, err
	}
	text = text[:len(text)-1]
	for i, name := range customMembers(w.upTo) {
		field, set := w.custom[name]
		var value any = struct{}{}
		switch {
		case i < orgUnits:
			value = field.Value
		case set:
			value = customFieldV2{field.Type, field.Value, field.Code}
		}
		printed, err := inJSON(value)
		if err != nil {
			return nil, err
		}
		text = fmt.Appendf(text, ",%q:%s", name, printed)
	}
	return append(text, '}'), nil
}

// reportV2 is Get Report Details v2 > ReportDetails.
type reportV2 struct {
	UserLoginID, EmployeeName, ReportID, ReportKey, ReportName, Purpose   string
	ReportDate, CreationDate, SubmitDate, PaidDate, ProcessingPaymentDate *string
	CurrencyCode, ReportTotal, PersonalExpenses                           string
	AmountDueEmployee, AmountDueCompanyCard                               string
	TotalClaimedAmount, TotalApprovedAmount                               string
	ApprovalStatusCode, ApprovalStatusName                                string
	PaymentStatusCode, PaymentStatusName                                  string
	LedgerName, PolicyID, EverSentBack, HasException, ReceiptsReceived    string
	Country, CountrySubdivision, WorkflowActionURL, ReportImageURL        string
	ExpenseEntriesList                                                    []withCustomV2
	ReportOwner                                                           ownerV2
	EmployeeBankAccount                                                   struct{}
}

type ownerV2 struct {
	EmployeeID, FirstName, LastName, MiddleInitial, ReimbursementMethodCode string
}

// entryV2 is Get Report Details v2 > ExpenseEntry.
type entryV2 struct {
	ReportEntryID, LegacyEntryID, ExpenseTypeID, ExpenseTypeName, SpendCategory string
	PaymentTypeCode, PaymentTypeName                                            string
	TransactionDate                                                             *string
	TransactionCurrencyName, TransactionCurrencyCode, ExchangeRate              string
	TransactionAmount, PostedAmount, ApprovedAmount                             string
	BusinessPurpose, VendorDescription                                          string
	LocationName, LocationSubdivision, LocationCountry                          string
	FormID, EntryImageID, HasVat, HasComments                                   string
	CommentCount                                                                int
	IsItemized, HasExceptions, IsPersonal, HasAttendees, HasAllocation          string
	IsCreditCardCharge, IsPersonalCardCharge, ReceiptRequired, ImageRequired    string
	EReceiptID                                                                  string `json:"E-ReceiptID"`
	LastModified                                                                *string
	ReportEntryVendorName, ReportEntryReceiptReceived, ReportEntryReceiptType   string
	ExpensePay                                                                  *string
	CardTransaction                                                             any
	ItemizationsList                                                            []withCustomV2
}

// cardTransactionV2 is the part of CardTransaction that the company keeps.
type cardTransactionV2 struct {
	AccountNumberLastSegment, CardDescription, TransactionReferenceNumber, TransactionID   string
	TransactionAmount, TransactionAlphaCode, PostedAmount, PostedAlphaCode                 string
	TransactionDate, PostedDate                                                            *string
	Description, TransactionMerchantName, MerchantCity, MerchantState, MerchantCountryCode string
}

type itemizationV2 struct {
	ItemType, ItemizationID, ExpenseTypeID, ExpenseTypeName                       string
	TransactionDate                                                               *string
	TransactionAmount, PostedAmount, ApprovedAmount, BusinessPurpose, HasComments string
	CommentCount                                                                  int
	IsPersonal                                                                    string
	LastModified                                                                  *string
	AttendeesList                                                                 []attendeeV2
	AllocationsList                                                               []withCustomV2
}

type allocationV2 struct {
	AllocationID, Percentage, AccountCode1, AccountCode2 string
	JournalEntriesList                                   []journalEntryV2
	VATDataList                                          []taxV2
}

type journalEntryV2 struct {
	JournalID, PayerPaymentTypeName, PayerPaymentTypeCode string
	PayeePaymentTypeName, PayeePaymentCode                string
	AccountCode, DebitOrCredit, Amount, JobRunKey         string
}

type attendeeV2 struct {
	AttendeeID, AttendeeType, AttendeeTypeCode      string
	FirstName, LastName, Company, Title, ExternalID string
}

type taxV2 struct {
	TaxName, TaxAuthorityLabel, Source                  string
	TaxTransactionAmount, TaxPostedAmount               string
	TaxReclaimTransactionAmount, TaxReclaimPostedAmount string
}
