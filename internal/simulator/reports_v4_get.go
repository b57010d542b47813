package simulator

import (
	"net/http"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// reportDetails is Expense Reports v4 > ReportDetails.
type reportDetails struct {
	ReportID                            string       `json:"reportId"`
	ReportNumber                        string       `json:"reportNumber"`
	Name                                string       `json:"name"`
	BusinessPurpose                     *string      `json:"businessPurpose"`
	UserID                              string       `json:"userId"`
	Employee                            employee     `json:"employee"`
	SubmitterID                         *string      `json:"submitterId"`
	SponsorID                           *string      `json:"sponsorId"`
	ApprovalStatusID                    string       `json:"approvalStatusId"`
	ApprovalStatus                      string       `json:"approvalStatus"`
	PaymentStatusID                     string       `json:"paymentStatusId"`
	PaymentStatus                       string       `json:"paymentStatus"`
	ConcurAuditStatus                   string       `json:"concurAuditStatus"`
	ReportType                          string       `json:"reportType"`
	ReportVersion                       int          `json:"reportVersion"`
	ReportDate                          *string      `json:"reportDate"`
	StartDate                           *string      `json:"startDate"`
	EndDate                             *string      `json:"endDate"`
	CreationDate                        *string      `json:"creationDate"`
	SubmitDate                          *string      `json:"submitDate"`
	PolicyID                            string       `json:"policyId"`
	Policy                              string       `json:"policy"`
	LedgerID                            string       `json:"ledgerId"`
	Ledger                              string       `json:"ledger"`
	ReportFormID                        string       `json:"reportFormId"`
	AllocationFormID                    string       `json:"allocationFormId"`
	AnalyticsGroupID                    string       `json:"analyticsGroupId"`
	HierarchyNodeID                     string       `json:"hierarchyNodeId"`
	TaxConfigID                         *string      `json:"taxConfigId"`
	CardProgramStatementPeriodID        *string      `json:"cardProgramStatementPeriodId"`
	CurrencyCode                        string       `json:"currencyCode"`
	Currency                            string       `json:"currency"`
	CountryCode                         *string      `json:"countryCode"`
	Country                             *string      `json:"country"`
	CountrySubDivisionCode              *string      `json:"countrySubDivisionCode"`
	ReportTotal                         amount       `json:"reportTotal"`
	ClaimedAmount                       amount       `json:"claimedAmount"`
	ApprovedAmount                      amount       `json:"approvedAmount"`
	AmountNotApproved                   amount       `json:"amountNotApproved"`
	PersonalAmount                      amount       `json:"personalAmount"`
	AmountDueEmployee                   amount       `json:"amountDueEmployee"`
	AmountDueCompany                    amount       `json:"amountDueCompany"`
	AmountDueCompanyCard                amount       `json:"amountDueCompanyCard"`
	AmountCompanyPaid                   amount       `json:"amountCompanyPaid"`
	PaymentConfirmedAmount              amount       `json:"paymentConfirmedAmount"`
	TotalAmountPaidEmployee             *amount      `json:"totalAmountPaidEmployee"`
	IsSubmitted                         bool         `json:"isSubmitted"`
	IsSentBack                          bool         `json:"isSentBack"`
	IsReportEverSentBack                bool         `json:"isReportEverSentBack"`
	IsPendingDelegatorReview            bool         `json:"isPendingDelegatorReview"`
	IsReopened                          bool         `json:"isReopened"`
	CanReopen                           bool         `json:"canReopen"`
	CanRecall                           bool         `json:"canRecall"`
	CanAddExpense                       bool         `json:"canAddExpense"`
	HasReceivedCashAdvanceReturns       *bool        `json:"hasReceivedCashAdvanceReturns"`
	IsFinancialIntegrationEnabled       bool         `json:"isFinancialIntegrationEnabled"`
	IsFundsAndGrantsIntegrationEligible *bool        `json:"isFundsAndGrantsIntegrationEligible"`
	IsReceiptImageAvailable             bool         `json:"isReceiptImageAvailable"`
	IsReceiptImageRequired              bool         `json:"isReceiptImageRequired"`
	IsPaperReceiptRequired              bool         `json:"isPaperReceiptRequired"`
	IsPaperReceiptsReceived             bool         `json:"isPaperReceiptsReceived"`
	ImageStatus                         string       `json:"imageStatus"`
	ReceiptStatus                       string       `json:"receiptStatus"`
	ReceiptContainerID                  *string      `json:"receiptContainerId"`
	RedirectFund                        *struct{}    `json:"redirectFund"`
	DefaultFieldAccess                  string       `json:"defaultFieldAccess"`
	CustomData                          []customData `json:"customData"`
	Links                               []link       `json:"links"`
}

// getReport answers Expense Reports v4 > Get a report.
func getReport(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	details := st.reportHeader(c, r)
	st.fillAmounts(&details, r)
	st.fillReceipts(&details, r)
	return ok(details)
}

// reportHeader is a report without its amounts and its receipts.
func (st *state) reportHeader(c *call, r *report) reportDetails {
	owner, under := st.person(r.ownerID), st.policyOf(r)
	role := c.path["contextType"]
	ownersSide := role == catalogue.Traveler || role == catalogue.Proxy
	access := "RO"
	if ownersSide && r.changeable() {
		access = "RW"
	}
	return reportDetails{
		ReportID:               r.id,
		ReportNumber:           r.number,
		Name:                   r.name,
		BusinessPurpose:        orNull(r.purpose),
		UserID:                 owner.id,
		Employee:               employeeOf(owner),
		SubmitterID:            orNull(r.submitterID),
		ApprovalStatusID:       r.approvalStatus,
		ApprovalStatus:         r.approvalStatusName(),
		PaymentStatusID:        r.paymentStatus,
		PaymentStatus:          r.paymentStatusName(),
		ConcurAuditStatus:      "NOTR",
		ReportType:             reportType,
		ReportVersion:          r.version,
		ReportDate:             dateV4(r.reportDate),
		StartDate:              dateV4(r.startDate),
		EndDate:                dateV4(r.endDate),
		CreationDate:           momentV4(r.created),
		SubmitDate:             momentV4(r.submitted),
		PolicyID:               under.id,
		Policy:                 under.name,
		LedgerID:               st.company.ledgerID,
		Ledger:                 ledgerName,
		ReportFormID:           under.reportFormID,
		AllocationFormID:       under.allocationFormID,
		AnalyticsGroupID:       st.company.analyticsID,
		HierarchyNodeID:        st.company.nodeID,
		CurrencyCode:           r.currency,
		Currency:               st.currencyName(r.currency),
		CountryCode:            orNull(r.country),
		Country:                orNull(st.countries[r.country]),
		CountrySubDivisionCode: orNull(r.subdivision),
		IsSubmitted:            !r.unsubmitted(),
		IsSentBack:             r.sentBack,
		IsReportEverSentBack:   r.everSentBack,
		IsReopened:             r.reopened,
		CanRecall:              ownersSide && r.recallable() && mayActFor(st.caller(c), owner, canSubmit),
		CanAddExpense:          r.changeable(),
		DefaultFieldAccess:     access,
		CustomData:             st.printedCustom(c, r.custom, reportForm),
		Links:                  []link{{Rel: "self", Href: reportAddress(c, r.id), Method: http.MethodGet}},
	}
}

const (
	reportType = "Regular"
	ledgerName = "DEFAULT"
)

func (st *state) currencyName(code string) string {
	if known, found := st.currencies[code]; found {
		return known.name
	}
	return code
}

func (st *state) fillAmounts(details *reportDetails, r *report) {
	sum := st.totals(r)
	in := func(value decimal.Decimal) amount { return money(value, r.currency) }
	details.ReportTotal, details.PersonalAmount = in(sum.total), in(sum.personal)
	details.ClaimedAmount, details.ApprovedAmount = in(sum.claimed), in(sum.approved)
	details.AmountNotApproved = in(sum.claimed.Sub(sum.approved))
	details.AmountDueEmployee, details.AmountDueCompany = in(sum.dueEmployee), in(sum.dueCompany)
	details.AmountDueCompanyCard, details.AmountCompanyPaid = in(sum.dueCard), in(sum.companyPaid)
	details.PaymentConfirmedAmount = in(decimal.Zero)
	if r.paymentStatus == confirmed {
		details.PaymentConfirmedAmount = in(sum.dueEmployee)
	}
	if r.paidOut() {
		paid := in(sum.dueEmployee)
		details.TotalAmountPaidEmployee = &paid
	}
}

func (st *state) fillReceipts(details *reportDetails, r *report) {
	required, missing, available := false, false, r.imageID != ""
	for _, e := range r.expenses {
		needs := st.needsImage(r, e)
		required = required || needs
		missing = missing || (needs && e.imageID == "")
		available = available || e.imageID != ""
	}
	details.IsReceiptImageAvailable, details.IsReceiptImageRequired = available, required
	details.ImageStatus = receiptStatus(required, available && !missing)
	details.IsPaperReceiptsReceived = r.receiptsIn
	details.ReceiptStatus = receiptStatus(false, r.receiptsIn)
}

func receiptStatus(required, received bool) string {
	switch {
	case required && received:
		return "RECEIVED"
	case required:
		return "NOT_RECEIVED"
	case received:
		return "RECEIVED_NOT_REQUIRED"
	default:
		return "NOT_REQUIRED"
	}
}
