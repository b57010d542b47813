package simulator

import "net/http"

// entryV3 is Expense v3 > Entry without its custom fields. Comment is always empty:
// the text is read through Comments v4.
type entryV3 struct {
	ReportID                 string   `json:"ReportID"`
	ReportOwnerID            string   `json:"ReportOwnerID"`
	ExpenseTypeCode          string   `json:"ExpenseTypeCode"`
	ExpenseTypeName          string   `json:"ExpenseTypeName"`
	SpendCategoryCode        string   `json:"SpendCategoryCode"`
	SpendCategoryName        string   `json:"SpendCategoryName"`
	PaymentTypeID            string   `json:"PaymentTypeID"`
	PaymentTypeName          string   `json:"PaymentTypeName"`
	TransactionDate          *string  `json:"TransactionDate"`
	TransactionCurrencyCode  string   `json:"TransactionCurrencyCode"`
	TransactionAmount        number   `json:"TransactionAmount"`
	ExchangeRate             number   `json:"ExchangeRate"`
	PostedAmount             number   `json:"PostedAmount"`
	ApprovedAmount           number   `json:"ApprovedAmount"`
	VendorDescription        *string  `json:"VendorDescription"`
	VendorListItemID         *string  `json:"VendorListItemID"`
	VendorListItemName       *string  `json:"VendorListItemName"`
	LocationID               *string  `json:"LocationID"`
	LocationName             *string  `json:"LocationName"`
	LocationSubdivision      *string  `json:"LocationSubdivision"`
	LocationCountry          *string  `json:"LocationCountry"`
	Description              *string  `json:"Description"`
	Comment                  string   `json:"Comment"`
	IsPersonal               bool     `json:"IsPersonal"`
	IsBillable               bool     `json:"IsBillable"`
	IsPersonalCardCharge     bool     `json:"IsPersonalCardCharge"`
	HasImage                 bool     `json:"HasImage"`
	IsImageRequired          bool     `json:"IsImageRequired"`
	ReceiptReceived          bool     `json:"ReceiptReceived"`
	TaxReceiptType           string   `json:"TaxReceiptType"`
	ElectronicReceiptID      *string  `json:"ElectronicReceiptID"`
	CompanyCardTransactionID *string  `json:"CompanyCardTransactionID"`
	TripID                   *string  `json:"TripID"`
	HasItemizations          bool     `json:"HasItemizations"`
	AllocationType           string   `json:"AllocationType"`
	HasAttendees             bool     `json:"HasAttendees"`
	HasVAT                   bool     `json:"HasVAT"`
	HasAppliedCashAdvance    bool     `json:"HasAppliedCashAdvance"`
	HasComments              bool     `json:"HasComments"`
	HasExceptions            bool     `json:"HasExceptions"`
	IsPaidByExpensePay       bool     `json:"IsPaidByExpensePay"`
	EmployeeBankAccountID    *string  `json:"EmployeeBankAccountID"`
	Journey                  *journey `json:"Journey"`
	LastModified             *string  `json:"LastModified"`
	FormID                   string   `json:"FormID"`
	ExpenseID                string   `json:"ExpenseID"`
	ID                       string   `json:"ID"`
	URI                      string   `json:"URI"`
}

func (st *state) entryV3(c *call, r *report, e *expense) withCustomFields {
	return withCustomFields{st.membersV3(c, r, e), st.customV3(e.custom), entryCustoms}
}

// membersV3 is an entry without its custom fields.
func (st *state) membersV3(c *call, r *report, e *expense) entryV3 {
	under := st.policyOf(r)
	spentOn, paidBy := under.typeOf(e), st.paymentType(e.paymentTypeID)
	printed := entryV3{
		ReportID:                r.id,
		ReportOwnerID:           st.person(r.ownerID).login,
		ExpenseTypeCode:         spentOn.id,
		ExpenseTypeName:         spentOn.name,
		SpendCategoryCode:       spentOn.categoryCode,
		SpendCategoryName:       spentOn.categoryName,
		PaymentTypeID:           paidBy.v3ID,
		PaymentTypeName:         paidBy.name,
		TransactionDate:         momentV3(e.date),
		TransactionCurrencyCode: e.currency,
		TransactionAmount:       number(e.amount),
		ExchangeRate:            number(e.rate),
		PostedAmount:            number(e.posted),
		ApprovedAmount:          number(e.approved()),
		VendorDescription:       orNull(e.vendor),
		Description:             orNull(e.purpose),
		IsPersonal:              e.personal,
		IsBillable:              e.billable,
		IsPersonalCardCharge:    paidBy.code == personalCard,
		HasImage:                e.imageID != "",
		IsImageRequired:         st.needsImage(r, e),
		ReceiptReceived:         e.paperReceived,
		TaxReceiptType:          e.taxReceiptType,
		HasItemizations:         len(e.itemizations) > 0,
		AllocationType:          e.allocationType(),
		HasVAT:                  len(e.taxes) > 0,
		HasAttendees:            hasAttendees(e),
		HasComments:             len(e.comments) > 0,
		HasExceptions:           len(st.findingsOn(r, e, c.now, st.viewV3(c, r))) > 0,
		IsPaidByExpensePay:      r.paidOut() && under.reimbursement == "CNQRPAY" && paidBy.reimbursed,
		Journey:                 e.journey,
		LastModified:            momentV3(e.modified),
		FormID:                  under.entryFormV3ID,
		ExpenseID:               e.id,
		ID:                      e.v3ID,
		URI:                     entryAddress(c, e),
	}
	if l := st.location(e.locationID); l != nil {
		printed.LocationID, printed.LocationName = &l.v3ID, &l.name
		printed.LocationSubdivision, printed.LocationCountry = orNull(l.subdivision), &l.country
	}
	if e.cardMatched {
		transaction := cardTransaction(e)
		printed.CompanyCardTransactionID = &transaction
	}
	return printed
}

// personalCard is the code of cards that are the employee's own affair.
const personalCard = "IBIP"

func entryAddress(c *call, e *expense) string { return c.base + "/api/v3.0/expense/entries/" + e.v3ID }

// listEntriesV3 answers Expense Entries v3 > List entries. With a reportID the
// current approver of the report sees its entries too (inferred): without that no
// approver could read with a user token what to approve.
func listEntriesV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return *refusal
	}
	reports, refusal := st.reportsOfEntries(c, whose)
	if refusal != nil {
		return *refusal
	}
	type row struct {
		in *report
		e  *expense
	}
	var rows []row
	filters := &filtersV3{query: c.query}
	for _, r := range reports {
		for _, e := range r.expenses {
			if st.entryMatches(filters, r, e) {
				rows = append(rows, row{r, e})
			}
		}
	}
	if filters.problem != "" {
		return refuseV3(c, http.StatusBadRequest, filters.problem)
	}
	return pageV3(c, rows, func(entry row) any { return st.entryV3(c, entry.in, entry.e) })
}

// reportsOfEntries are the reports whose entries a list is about.
func (st *state) reportsOfEntries(c *call, whose owners) ([]*report, *reply) {
	id := c.query.Get("reportID")
	if id == "" {
		var reports []*report
		for _, r := range st.reports {
			if whose.include(r.ownerID) {
				reports = append(reports, r)
			}
		}
		return reports, nil
	}
	r := st.report(id)
	if r == nil {
		refusal := refuseV3(c, http.StatusNotFound, "The report was not found")
		return nil, &refusal
	}
	if refusal := st.refuseEntriesOf(c, r, whose); refusal != nil {
		return nil, refusal
	}
	return []*report{r}, nil
}

// refuseEntriesOf refuses callers who may not see the entries of a report.
func (st *state) refuseEntriesOf(c *call, r *report, whose owners) *reply {
	approver, caller := st.person(r.approverID), st.caller(c)
	approves := approver != nil && (approver == caller || approver.trusts(caller, canApprove))
	if whose.include(r.ownerID) || approves {
		return nil
	}
	refusal := refuseV3(c, http.StatusForbidden, "The entries are another user's; an administrator names the owner with the user parameter")
	return &refusal
}

func (st *state) entryMatches(f *filtersV3, r *report, e *expense) bool {
	return all(
		f.text("paymentTypeID", st.paymentType(e.paymentTypeID).v3ID), f.text("batchID", r.batchID), f.flag("isBillable", e.billable),
		f.someGuest("attendeeTypeCode", guestType, e), f.flag("hasAttendees", hasAttendees(e)), f.flag("hasVAT", hasTaxes(e)),
		f.text("expenseTypeCode", e.typeID), f.someGuest("attendeeID", guestID, e),
	)
}

// getEntryV3 answers Expense Entries v3 > Get an entry.
func getEntryV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	r, e := st.entry(c.path["id"])
	if e == nil {
		return refuseV3(c, http.StatusNotFound, "The entry was not found")
	}
	if refusal := st.refuseEntriesOf(c, r, whose); refusal != nil {
		return *refusal
	}
	return ok(st.entryV3(c, r, e))
}
