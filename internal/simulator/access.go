package simulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// caller is whose token it is; nil for the company.
func (st *state) caller(c *call) *person {
	if c.token.kind == catalogue.Company {
		return nil
	}
	return st.person(c.token.subject)
}

// Rights that a person can give to a delegate.
func anyRight(g grant) bool   { return g.canPrepare || g.canSubmit || g.canView }
func canPrepare(g grant) bool { return g.canPrepare }
func canSubmit(g grant) bool  { return g.canSubmit }
func canApprove(g grant) bool { return g.canApprove }

// trusts reports whether the person gave somebody a right.
func (p *person) trusts(other *person, right func(grant) bool) bool {
	return slices.ContainsFunc(p.delegates, func(g grant) bool { return g.delegateID == other.id && right(g) })
}

// hasProxy reports whether somebody may act in the person's name in everything,
// through the role EXP_PROXY_USER.
func (p *person) hasProxy(other *person) bool { return slices.Contains(p.proxies, other.id) }

// mayActFor reports whether a caller may do something in the name of an owner: the
// company, the owner, a proxy, or a delegate with the right.
func mayActFor(caller, owner *person, right func(grant) bool) bool {
	return caller == nil || caller == owner || owner.hasProxy(caller) || owner.trusts(caller, right)
}

// reportAt finds the report of a v4 path.
func (st *state) reportAt(c *call) (*report, *reply) {
	if r := st.report(c.path["reportId"]); r != nil {
		return r, nil
	}
	refusal := refuseV4(c, http.StatusNotFound, "", "reportId not found")
	return nil, &refusal
}

// readable finds the report of a v4 path for a caller who may look at it in the role
// of the path, or on a short path in any role.
func (st *state) readable(c *call) (*report, *reply) {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return nil, refusal
	}
	if word, named := c.path["contextType"]; named {
		return r, st.refuseRole(c, r, word, anyRight)
	}
	caller, owner := st.caller(c), st.person(r.ownerID)
	if mayActFor(caller, owner, anyRight) || caller.isProcessor || st.approvesOrDid(caller, r) {
		return r, nil
	}
	return nil, forbidden(c, "The user may not access this report")
}

// writable finds the report of a v4 path for a caller who may edit it as its owner
// or in the owner's name. The status of the report is not looked at.
func (st *state) writable(c *call) (*report, *reply) {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return nil, refusal
	}
	if word, named := c.path["contextType"]; named {
		return r, st.refuseRole(c, r, word, canPrepare)
	}
	if mayActFor(st.caller(c), st.person(r.ownerID), canPrepare) {
		return r, nil
	}
	return nil, forbidden(c, "The user may not modify this report")
}

// refuseRole refuses callers who cannot look at a report in a role. {userId} is the
// owner for TRAVELER and PROXY, the approver for MANAGER and the processor for
// PROCESSOR (inferred). So is that a delegate who has the given right acts as PROXY.
func (st *state) refuseRole(c *call, r *report, role string, right func(grant) bool) *reply {
	user := st.person(c.path["userId"])
	if user == nil {
		refusal := refuseV4(c, http.StatusNotFound, "", "userId not found")
		return &refusal
	}
	caller, owner := st.caller(c), st.person(r.ownerID)
	allowed := false
	switch role {
	case catalogue.Traveler:
		allowed = user == owner && (caller == nil || caller == owner)
	case catalogue.Proxy:
		allowed = user == owner && caller != owner && mayActFor(caller, owner, right)
	case catalogue.Manager:
		allowed = st.inApproverRole(c, user, func(p *person) bool { return slices.Contains(r.approverIDs, p.id) })
	case catalogue.Processor:
		allowed = user.isProcessor && (caller == nil || caller == user)
	}
	if allowed {
		return nil
	}
	return forbidden(c, "The user may not access this report in the context "+role)
}

// inApproverRole reports whether a call comes from an approver or a delegate. Which
// id a delegate puts into {userId} is not spelled out; both are taken: the
// delegator's, as third-party clients do, and the delegate's own.
func (st *state) inApproverRole(c *call, user *person, isApprover func(*person) bool) bool {
	caller := st.caller(c)
	switch caller {
	case nil:
		return isApprover(user)
	case user:
		return isApprover(user) || slices.ContainsFunc(st.people, func(p *person) bool { return p.trusts(user, canApprove) && isApprover(p) })
	default:
		return isApprover(user) && user.trusts(caller, canApprove)
	}
}

// approvesOrDid reports whether a person is or was an approver of the report, or is
// a delegate of one.
func (st *state) approvesOrDid(p *person, r *report) bool {
	return slices.ContainsFunc(r.approverIDs, func(id string) bool {
		return id == p.id || st.person(id).trusts(p, canApprove)
	})
}

func forbidden(c *call, message string) *reply {
	refusal := refuseV4(c, http.StatusForbidden, "", message)
	return &refusal
}

// owners says whose data a v3 call is about.
type owners struct {
	one *person // nil for everybody
}

func (o owners) include(id string) bool { return o.one == nil || o.one.id == id }

// ownersV3 reads user=: whoever the token belongs to when it is absent. Another login
// ID and ALL are for administrators; ALL is for lists only (Expense v3 > user).
func (st *state) ownersV3(c *call, takesAll bool) (owners, *reply) {
	caller := st.caller(c)
	login := c.query.Get("user")
	if login == "" || strings.EqualFold(login, caller.login) {
		return owners{caller}, nil
	}
	if !caller.isAdmin {
		refusal := refuseV3(c, http.StatusForbidden, "The user parameter needs the Web Services Administrator role")
		return owners{}, &refusal
	}
	if strings.EqualFold(login, "ALL") && takesAll {
		return owners{}, nil
	}
	if named := st.personByLogin(login); named != nil {
		return owners{named}, nil
	}
	refusal := refuseV3(c, http.StatusBadRequest, "The user parameter names nobody: "+login)
	return owners{}, &refusal
}
