package simulator

import (
	"slices"
	"strconv"
	"strings"
)

// digestV3 is Expense v3 > ReportDigest.
type digestV3 struct {
	Name                         string  `json:"Name"`
	Total                        number  `json:"Total"`
	CurrencyCode                 string  `json:"CurrencyCode"`
	Country                      *string `json:"Country"`
	CountrySubdivision           *string `json:"CountrySubdivision"`
	CreateDate                   *string `json:"CreateDate"`
	SubmitDate                   *string `json:"SubmitDate"`
	ProcessingPaymentDate        *string `json:"ProcessingPaymentDate"`
	PaidDate                     *string `json:"PaidDate"`
	UserDefinedDate              *string `json:"UserDefinedDate"`
	ReportHeaderLastModifiedDate *string `json:"ReportHeaderLastModifiedDate"`
	LastComment                  string  `json:"LastComment"`
	OwnerLoginID                 string  `json:"OwnerLoginID"`
	OwnerName                    string  `json:"OwnerName"`
	ApproverLoginID              *string `json:"ApproverLoginID"`
	ApproverName                 *string `json:"ApproverName"`
	ApprovalStatusCode           string  `json:"ApprovalStatusCode"`
	ApprovalStatusName           string  `json:"ApprovalStatusName"`
	PaymentStatusCode            string  `json:"PaymentStatusCode"`
	PaymentStatusName            string  `json:"PaymentStatusName"`
	ID                           string  `json:"ID"`
	URI                          string  `json:"URI"`
}

func (st *state) digestV3(c *call, r *report) digestV3 {
	full := st.headerV3(c, r)
	return digestV3{
		Name: full.Name, Total: full.Total, CurrencyCode: full.CurrencyCode, Country: full.Country,
		CountrySubdivision: full.CountrySubdivision, CreateDate: full.CreateDate, SubmitDate: full.SubmitDate,
		ProcessingPaymentDate: full.ProcessingPaymentDate, PaidDate: full.PaidDate, UserDefinedDate: full.UserDefinedDate,
		ReportHeaderLastModifiedDate: full.LastModifiedDate, LastComment: full.LastComment,
		OwnerLoginID: full.OwnerLoginID, OwnerName: full.OwnerName, ApproverLoginID: full.ApproverLoginID,
		ApproverName: full.ApproverName, ApprovalStatusCode: full.ApprovalStatusCode, ApprovalStatusName: full.ApprovalStatusName,
		PaymentStatusCode: full.PaymentStatusCode, PaymentStatusName: full.PaymentStatusName,
		ID: r.id, URI: c.base + "/api/v3.0/expense/reportdigests/" + r.id,
	}
}

// listDigests answers Report Digests v3 > List. A page has 100 rows unless asked
// otherwise.
func listDigests(st *state, c *call) reply {
	if c.query.Get("limit") == "" {
		c.query.Set("limit", strconv.Itoa(largestPage))
	}
	matching, refusal := st.reportsMatchingV3(c, func(r *report) bool { return st.usesCostObject(r, c.query.Get("costObject")) })
	if refusal != nil {
		return *refusal
	}
	return pageV3(c, matching, func(r *report) any { return st.digestV3(c, r) })
}

// usesCostObject reports whether an allocation, or a field of an expense or of the
// header that one inherits from (inferred), is a list item with the code.
func (st *state) usesCostObject(r *report, code string) bool {
	names := func(custom map[string]string) bool {
		for id, value := range custom {
			field := st.customField(id)
			if field.list && strings.EqualFold(field.item(value).code, code) {
				return true
			}
		}
		return false
	}
	return code == "" || names(r.custom) || anyExpense(r, func(e *expense) bool { return names(e.custom) }) ||
		slices.ContainsFunc(st.allPortionsOf(r), func(s portion) bool { return names(s.custom) })
}

// getDigest answers Report Digests v3 > Get.
func getDigest(st *state, c *call) reply {
	r, refusal := st.ownReportV3(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.digestV3(c, r))
}
