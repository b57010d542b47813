package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// expenseSummary is Expenses v4 > ExpenseSummary.
type expenseSummary struct {
	ExpenseID                    string          `json:"expenseId"`
	ParentExpenseID              *string         `json:"parentExpenseId"`
	ExpenseType                  expenseTypeV4   `json:"expenseType"`
	PaymentType                  paymentTypeV4   `json:"paymentType"`
	TransactionDate              *string         `json:"transactionDate"`
	TransactionAmount            amount          `json:"transactionAmount"`
	PostedAmount                 amount          `json:"postedAmount"`
	ClaimedAmount                amount          `json:"claimedAmount"`
	ApprovedAmount               amount          `json:"approvedAmount"`
	ApproverAdjustedAmount       amount          `json:"approverAdjustedAmount"`
	ExchangeRate                 exchangeRate    `json:"exchangeRate"`
	BusinessPurpose              *string         `json:"businessPurpose"`
	Location                     *locationV4     `json:"location"`
	Vendor                       *vendorV4       `json:"vendor"`
	AttendeeCount                int             `json:"attendeeCount"`
	AllocationState              string          `json:"allocationState"`
	AllocationSetID              *string         `json:"allocationSetId"`
	AllocationVersion            *string         `json:"allocationVersion"`
	ExpenseSourceIdentifiers     *expenseSources `json:"expenseSourceIdentifiers"`
	EReceiptImageID              *string         `json:"ereceiptImageId"`
	ReceiptImageID               *string         `json:"receiptImageId"`
	ImageCertificationStatus     *string         `json:"imageCertificationStatus"`
	TicketNumber                 *string         `json:"ticketNumber"`
	TravelAllowance              travelAllowance `json:"travelAllowance"`
	JptRouteID                   *string         `json:"jptRouteId"`
	FuelTypeListItem             *customData     `json:"fuelTypeListItem"`
	HasBlockingExceptions        bool            `json:"hasBlockingExceptions"`
	HasExceptions                bool            `json:"hasExceptions"`
	HasMissingReceiptDeclaration bool            `json:"hasMissingReceiptDeclaration"`
	IsAutoCreated                bool            `json:"isAutoCreated"`
	IsImageRequired              bool            `json:"isImageRequired"`
	IsPaperReceiptRequired       bool            `json:"isPaperReceiptRequired"`
	IsPersonalExpense            bool            `json:"isPersonalExpense"`
	CanDelete                    bool            `json:"canDelete"`
	Links                        []link          `json:"links"`
}

type expenseTypeV4 struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Code       string  `json:"code"`
	IsDeleted  bool    `json:"isDeleted"`
	ListItemID *string `json:"listItemId"`
}

type paymentTypeV4 struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Code string `json:"code"`
}

// exchangeRate prints its value with 14 decimals.
type exchangeRate struct {
	Value     json.Number `json:"value"`
	Operation string      `json:"operation"`
}

type locationV4 struct {
	ID                     string  `json:"id"`
	Name                   string  `json:"name"`
	City                   string  `json:"city"`
	CountrySubDivisionCode *string `json:"countrySubDivisionCode"`
	CountryCode            string  `json:"countryCode"`
}

type vendorV4 struct {
	ID          *string `json:"id"`
	Name        *string `json:"name"`
	Description string  `json:"description"`
}

type expenseSources struct {
	CreditCardTransactionID string `json:"creditCardTransactionId"`
}

type travelAllowance struct {
	DailyLimitAmount               *string `json:"dailyLimitAmount"`
	DailyTravelAllowanceID         *string `json:"dailyTravelAllowanceId"`
	IsExpensePartOfTravelAllowance bool    `json:"isExpensePartOfTravelAllowance"`
}

// summary prints an expense, or an itemization of its parent.
func (st *state) summary(c *call, r *report, e, parent *expense) expenseSummary {
	row := expenseSummary{
		ExpenseID:              e.id,
		TransactionDate:        dateV4(e.date),
		TransactionAmount:      money(e.amount, e.currency),
		PostedAmount:           money(e.posted, r.currency),
		ClaimedAmount:          money(e.claimed(), r.currency),
		ApprovedAmount:         money(e.approved(), r.currency),
		ApproverAdjustedAmount: money(e.posted, r.currency),
		ExchangeRate:           printedRate(e),
		BusinessPurpose:        orNull(e.purpose),
		AttendeeCount:          e.attendeeCount(),
		AllocationState:        e.allocationState(),
		ReceiptImageID:         orNull(e.imageID),
		IsImageRequired:        parent == nil && st.needsImage(r, e),
		IsPersonalExpense:      e.personal,
		CanDelete:              r.changeable(),
	}
	spentOn, paidBy := st.policyOf(r).typeOf(e), st.paymentType(e.paymentTypeID)
	row.ExpenseType = expenseTypeV4{ID: spentOn.id, Name: spentOn.name, Code: spentOn.code}
	row.PaymentType = paymentTypeV4{ID: paidBy.id, Name: paidBy.name, Code: paidBy.code}
	if l := st.location(e.locationID); l != nil {
		row.Location = &locationV4{ID: l.id, Name: l.name, City: l.city, CountrySubDivisionCode: orNull(l.subdivision), CountryCode: l.country}
	}
	if e.vendor != "" {
		row.Vendor = &vendorV4{Description: e.vendor}
	}
	if e.cardMatched {
		row.ExpenseSourceIdentifiers = &expenseSources{cardTransaction(e)}
	}
	whole := e
	if parent != nil {
		whole, row.ParentExpenseID = parent, &parent.id
	}
	for _, f := range st.findingsOn(r, whole, c.now, viewOf(c)) {
		if f.on == e {
			row.HasExceptions = true
			row.HasBlockingExceptions = row.HasBlockingExceptions || f.blocking
		}
	}
	row.Links = expenseLinks(c, r, e, parent == nil)
	return row
}

func printedRate(e *expense) exchangeRate {
	rate := exchangeRate{Value: json.Number(e.rate.StringFixed(14)), Operation: "MULTIPLY"}
	if e.rateDivides {
		rate.Operation = "DIVIDE"
	}
	return rate
}

// cardTransaction is the id of the card transaction that an expense was matched with.
func cardTransaction(e *expense) string { return hashID("card", e.id) }

// expenseLinks name the owner, in lower case, and the role of the path.
func expenseLinks(c *call, r *report, e *expense, isParent bool) []link {
	self := c.base + "/expensereports/v4/users/" + strings.ToLower(c.path["userId"]) + "/context/" + c.path["contextType"] +
		"/reports/" + r.id + "/expenses/" + e.id
	links := []link{{Rel: "self", Href: self, Method: http.MethodGet}}
	if isParent {
		links = append(links, link{Rel: "itemizations", Href: self + "/itemizations", Method: http.MethodGet})
	}
	return append(links, link{Rel: "comments", Href: self + "/comments", Method: http.MethodGet})
}

// expenseDetail is Expenses v4 > ExpenseDetail.
type expenseDetail struct {
	expenseSummary
	CustomData                      []customData `json:"customData"`
	ReceiptType                     receiptType  `json:"receiptType"`
	TaxRateLocation                 string       `json:"taxRateLocation"`
	ExpenseTaxSummary               taxSummary   `json:"expenseTaxSummary"`
	Mileage                         *mileageV4   `json:"mileage"`
	Travel                          *struct{}    `json:"travel"`
	MerchantTaxID                   *string      `json:"merchantTaxId"`
	AuthorizationRequestExpenseID   *string      `json:"authorizationRequestExpenseId"`
	BudgetAccrualDate               *string      `json:"budgetAccrualDate"`
	IsExcludedFromCashAdvanceByUser bool         `json:"isExcludedFromCashAdvanceByUser"`
	IsExpenseBillable               bool         `json:"isExpenseBillable"`
	IsExpenseRejected               bool         `json:"isExpenseRejected"`
	IsPaperReceiptReceived          bool         `json:"isPaperReceiptReceived"`
	CanAllocate                     bool         `json:"canAllocate"`
	XMLReceiptID                    *string      `json:"xmlReceiptId"`
	LastModifiedDate                *string      `json:"lastModifiedDate"`
	InvoiceID                       *string      `json:"invoiceId"`
	GovernmentInvoiceID             *string      `json:"governmentInvoiceId"`
}

type receiptType struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// taxSummary is Expenses v4 > ExpenseTaxSummary.
type taxSummary struct {
	TotalTaxPostedAmount       amount  `json:"totalTaxPostedAmount"`
	TotalTaxAdjustedAmount     amount  `json:"totalTaxAdjustedAmount"`
	TotalReclaimPostedAmount   amount  `json:"totalReclaimPostedAmount"`
	TotalReclaimAdjustedAmount amount  `json:"totalReclaimAdjustedAmount"`
	NetTaxAmount               amount  `json:"netTaxAmount"`
	NetAdjustedTaxAmount       amount  `json:"netAdjustedTaxAmount"`
	NetReclaimAmount           amount  `json:"netReclaimAmount"`
	NetReclaimAdjustedAmount   amount  `json:"netReclaimAdjustedAmount"`
	VatTaxTotal                *amount `json:"vatTaxTotal"`
}

type mileageV4 struct {
	TotalDistance    int     `json:"totalDistance"`
	VehicleID        string  `json:"vehicleId"`
	PersonalDistance int     `json:"personalDistance"`
	OdometerStart    *int    `json:"odometerStart"`
	OdometerEnd      *int    `json:"odometerEnd"`
	PassengerCount   *int    `json:"passengerCount"`
	RouteID          *string `json:"routeId"`
}

func (st *state) detail(c *call, r *report, e, parent *expense) expenseDetail {
	status := map[string]string{"N": "No Receipt", "R": "Regular Receipt", "T": "Tax Receipt"}
	return expenseDetail{
		expenseSummary: st.summary(c, r, e, parent), CustomData: st.printedCustom(c, e.custom, expenseFields),
		ReceiptType: receiptType{e.taxReceiptType, status[e.taxReceiptType]}, TaxRateLocation: st.taxRateLocation(r, e),
		ExpenseTaxSummary: st.taxSummaryOf(r, e), Mileage: e.journey.inV4(),
		IsExpenseBillable: e.billable, IsExpenseRejected: e.rejected, IsPaperReceiptReceived: e.paperReceived,
		CanAllocate: r.changeable(), LastModifiedDate: momentV4(e.modified),
	}
}

// taxRateLocation is HOME where the money was spent in the owner's country.
func (st *state) taxRateLocation(r *report, e *expense) string {
	if l := st.location(e.locationID); l != nil && l.country != st.person(r.ownerID).country {
		return "FOREIGN"
	}
	return "HOME"
}

func (j *journey) inV4() *mileageV4 {
	if j == nil {
		return nil
	}
	printed := &mileageV4{OdometerStart: j.OdometerStart, OdometerEnd: j.OdometerEnd, PassengerCount: j.NumberOfPassengers}
	if j.BusinessDistance != nil {
		printed.TotalDistance = *j.BusinessDistance
	}
	if j.PersonalDistance != nil {
		printed.PersonalDistance = *j.PersonalDistance
		printed.TotalDistance += *j.PersonalDistance
	}
	if j.VehicleID != nil {
		printed.VehicleID = *j.VehicleID
	}
	return printed
}
