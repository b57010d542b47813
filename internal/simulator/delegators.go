package simulator

import (
	"encoding/xml"
	"net/http"
	"strings"
)

// delegatorsList is Expense Delegators v1.1 > DelegatorsList.
type delegatorsList struct {
	XMLName    xml.Name `xml:"DelegatorsList"`
	Delegators []delegator
}

type delegator struct {
	XMLName               xml.Name `xml:"Delegator"`
	Login                 string   `xml:"DelegatorXUserID"`
	CanApprove            string
	CanPrepare            string
	CanSubmit             string
	CanTemporaryApprove   string
	CanViewReceipts       string
	ReceiveApprovalEmails string
	ReceivesEmails        string
}

// getDelegators answers Expense Delegators v1.1 > Get delegators: who made the person of
// the token a delegate, in XML whatever is accepted. Nobody in the company delegates for
// a time or gets e-mails of others.
func getDelegators(st *state, c *call) reply {
	inactive := strings.ToUpper(c.query.Get("includeInactive"))
	if inactive != "" && inactive != "Y" && inactive != "N" {
		return refuseV3(c, http.StatusBadRequest, "includeInactive must be Y or N")
	}
	var list delegatorsList
	for _, p := range st.people {
		for _, g := range p.delegates {
			if strings.EqualFold(g.delegateID, c.token.subject) && (p.active || inactive == "Y") {
				list.Delegators = append(list.Delegators, delegator{
					Login: p.login, CanApprove: yesNo(g.canApprove), CanPrepare: yesNo(g.canPrepare), CanSubmit: yesNo(g.canSubmit),
					CanViewReceipts: yesNo(g.canView),
				})
			}
		}
	}
	return inXML(http.StatusOK, list)
}
