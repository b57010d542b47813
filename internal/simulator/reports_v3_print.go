package simulator

import (
	"fmt"
	"time"
)

// customFieldV3 is Expense v3 > CustomField, as it is read. Requests write a string.
type customFieldV3 struct {
	Type       string  `json:"Type"`
	Value      string  `json:"Value"`
	Code       *string `json:"Code"`
	ListItemID *string `json:"ListItemID"`
}

// withCustomFields prints the members of an object and then OrgUnit1 to OrgUnit6 and
// Custom1 up to a number, null where they are not set.
type withCustomFields struct {
	members any
	custom  map[string]customFieldV3 // by member name
	upTo    int
}

// How many custom fields the objects have.
const (
	orgUnits      = 6
	reportCustoms = 20
	entryCustoms  = 40
)

// MarshalJSON prints one flat object.
func (w withCustomFields) MarshalJSON() ([]byte, error) {
	text, err := inJSON(w.members)
	if err != nil {
		return nil, err
	}
	text = text[:len(text)-1]
	for _, name := range customMembers(w.upTo) {
		value := []byte("null")
		if field, set := w.custom[name]; set {
			if value, err = inJSON(field); err != nil {
				return nil, err
			}
		}
		text = fmt.Appendf(text, ",%q:%s", name, value)
	}
	return append(text, '}'), nil
}

// customMembers names the custom fields of a v3 object.
func customMembers(upTo int) []string {
	var names []string
	for i := range orgUnits {
		names = append(names, fmt.Sprintf("OrgUnit%d", i+1))
	}
	for i := range upTo {
		names = append(names, fmt.Sprintf("Custom%d", i+1))
	}
	return names
}

func (st *state) customV3(values map[string]string) map[string]customFieldV3 {
	printed := map[string]customFieldV3{}
	for _, field := range st.customFields {
		value, set := values[field.id]
		switch {
		case !set:
		case field.list:
			item := field.item(value)
			printed[field.fieldName()] = customFieldV3{Type: "List", Value: item.value, Code: &item.code, ListItemID: &item.v3ID}
		default:
			printed[field.fieldName()] = customFieldV3{Type: "Text", Value: value}
		}
	}
	return printed
}

// momentV3 prints UTC without a zone and with as many decimals as it takes, three at
// most; null for never.
func momentV3(t time.Time) *string { return printedTime(t, "2006-01-02T15:04:05.999") }

// reportV3 is Expense v3 > Report without its custom fields.
type reportV3 struct {
	Name                  string  `json:"Name"`
	Total                 number  `json:"Total"`
	CurrencyCode          string  `json:"CurrencyCode"`
	Country               *string `json:"Country"`
	CountrySubdivision    *string `json:"CountrySubdivision"`
	CreateDate            *string `json:"CreateDate"`
	SubmitDate            *string `json:"SubmitDate"`
	ProcessingPaymentDate *string `json:"ProcessingPaymentDate"`
	PaidDate              *string `json:"PaidDate"`
	ReceiptsReceived      bool    `json:"ReceiptsReceived"`
	UserDefinedDate       *string `json:"UserDefinedDate"`
	LastComment           string  `json:"LastComment"`
	OwnerLoginID          string  `json:"OwnerLoginID"`
	OwnerName             string  `json:"OwnerName"`
	ApproverLoginID       *string `json:"ApproverLoginID"`
	ApproverName          *string `json:"ApproverName"`
	ApprovalStatusName    string  `json:"ApprovalStatusName"`
	ApprovalStatusCode    string  `json:"ApprovalStatusCode"`
	PaymentStatusName     string  `json:"PaymentStatusName"`
	PaymentStatusCode     string  `json:"PaymentStatusCode"`
	LastModifiedDate      *string `json:"LastModifiedDate"`
	PersonalAmount        number  `json:"PersonalAmount"`
	AmountDueEmployee     number  `json:"AmountDueEmployee"`
	AmountDueCompanyCard  number  `json:"AmountDueCompanyCard"`
	TotalClaimedAmount    number  `json:"TotalClaimedAmount"`
	TotalApprovedAmount   number  `json:"TotalApprovedAmount"`
	LedgerName            string  `json:"LedgerName"`
	PolicyID              string  `json:"PolicyID"`
	EverSentBack          bool    `json:"EverSentBack"`
	HasException          bool    `json:"HasException"`
	WorkflowActionURL     string  `json:"WorkflowActionUrl"`
	ID                    string  `json:"ID"`
	URI                   string  `json:"URI"`
}

func (st *state) reportV3(c *call, r *report) withCustomFields {
	return withCustomFields{st.headerV3(c, r), st.customV3(r.custom), reportCustoms}
}

func (st *state) headerV3(c *call, r *report) reportV3 {
	owner, sum := st.person(r.ownerID), st.totals(r)
	printed := reportV3{
		Name:                  r.name,
		Total:                 number(sum.total),
		CurrencyCode:          r.currency,
		Country:               orNull(r.country),
		CountrySubdivision:    orNull(r.subdivision),
		CreateDate:            momentV3(r.created),
		SubmitDate:            momentV3(r.submitted),
		ProcessingPaymentDate: momentV3(r.processing),
		PaidDate:              momentV3(r.paid),
		ReceiptsReceived:      r.receiptsIn,
		UserDefinedDate:       momentV3(r.reportDate),
		OwnerLoginID:          owner.login,
		OwnerName:             owner.fullName(),
		ApprovalStatusName:    r.approvalStatusName(),
		ApprovalStatusCode:    r.approvalStatus,
		PaymentStatusName:     r.paymentStatusName(),
		PaymentStatusCode:     r.paymentStatus,
		LastModifiedDate:      momentV3(r.modified),
		PersonalAmount:        number(sum.personal),
		AmountDueEmployee:     number(sum.dueEmployee),
		AmountDueCompanyCard:  number(sum.dueCard),
		TotalClaimedAmount:    number(sum.claimed),
		TotalApprovedAmount:   number(sum.approved),
		LedgerName:            ledgerName,
		PolicyID:              st.policyOf(r).v3ID,
		EverSentBack:          r.everSentBack,
		HasException:          len(st.findings(r, c.now, st.viewV3(c, r))) > 0,
		ID:                    r.id,
		URI:                   c.base + "/api/v3.0/expense/reports/" + r.id,
	}
	if len(r.comments) > 0 {
		printed.LastComment = r.comments[len(r.comments)-1].text
	}
	if approver := st.person(r.approverID); approver != nil {
		name := approver.fullName()
		printed.ApproverLoginID, printed.ApproverName = &approver.login, &name
	}
	if r.stepID != "" {
		printed.WorkflowActionURL = c.base + "/api/expense/expensereport/v1.1/report/gWp$s" + r.stepID + "/workflowaction"
	}
	return printed
}

// viewV3 is what the caller of a v3 operation sees: as an owner only what everybody
// does, and the rest of the office's only in the office (inferred).
func (st *state) viewV3(c *call, r *report) view {
	caller := st.caller(c)
	switch {
	case caller.id == r.ownerID:
		return travelerView
	case caller.isAdmin || caller.isProcessor:
		return officeView
	default:
		return approverView
	}
}
