package simulator

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// admit checks the token, its kind and scopes, and the form of the path, in that
// order, and puts what the token says into the call.
func (s *Simulator) admit(c *call) (reply, bool) {
	if c.op.Takes(catalogue.None) {
		c.token.kind = catalogue.None
		return reply{}, false
	}
	checks := []func(*call) (reply, bool){s.checkToken, checkKind, checkScopes, checkPath, checkContext}
	for _, check := range checks {
		if refusal, refused := check(c); refused {
			return refusal, true
		}
	}
	return reply{}, false
}

// checkToken wants a bearer token that this simulator issued and that is not over.
func (s *Simulator) checkToken(c *call) (reply, bool) {
	scheme, text, _ := strings.Cut(c.header.Get("Authorization"), " ")
	text = strings.TrimSpace(text)
	if !strings.EqualFold(scheme, "Bearer") || text == "" {
		return refuse(c, http.StatusUnauthorized, "The Authorization header is missing or has no bearer token"), true
	}
	var found claims
	if err := s.keys.verify(text, &found); err != nil || found.Audience != anyAudience {
		return refuseToken(c), true
	}
	if found.Expires <= c.now.Unix() || found.Serial <= s.expired {
		return refuseToken(c), true
	}
	c.token = token{kind: catalogue.Token(found.Type), subject: found.Subject, application: found.AppID, scopes: found.Scopes}
	return reply{}, false
}

// refuseToken is the answer to an invalid or expired token: 401 from the v4 APIs
// and 403 from the older ones and Receipts v4 (Response Codes).
func refuseToken(c *call) reply {
	status := http.StatusUnauthorized
	if c.op.Errors == catalogue.V3Error || c.op.Errors == catalogue.ReceiptError {
		status = http.StatusForbidden
	}
	return refuse(c, status, "The access token is invalid or has expired")
}

// checkKind refuses a user token on a path for companies with 401, as the pages of
// exceptions and attendees say, and every other mix-up with 403 (inferred).
func checkKind(c *call) (reply, bool) {
	if c.op.Takes(c.token.kind) {
		return reply{}, false
	}
	status := http.StatusForbidden
	if slices.Equal(c.op.Tokens, []catalogue.Token{catalogue.Company}) {
		status = http.StatusUnauthorized
	}
	return refuse(c, status, "This operation does not take a "+string(c.token.kind)+" token"), true
}

func checkScopes(c *call) (reply, bool) {
	missing, enough := c.op.ScopedFor(c.token.scopes)
	if enough {
		return reply{}, false
	}
	return refuse(c, http.StatusForbidden, "Insufficient scope: "+strings.Join(missing, " or ")+" is needed"), true
}

// The forms of ids in v4 paths. Case does not matter in UUIDs; that it does not in
// the others is inferred.
var (
	uuidForm     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	reportIDForm = regexp.MustCompile(`^[0-9a-fA-F]{20}$`)
	expenseForm  = regexp.MustCompile(`^([0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)
)

func formOf(parameter string) *regexp.Regexp {
	switch parameter {
	case "userId", "userID", "companyId", "id":
		return uuidForm
	case "reportId":
		return reportIDForm
	case "expenseId", "allocationId", "policyId", "taxAuthorityId", "listId", "itemId", "categoryId", "hierarchyNodeId", "cashAdvanceId":
		return expenseForm
	default:
		return nil
	}
}

// checkPath refuses malformed ids. The v3 APIs have no form to check: what they do
// not know is not found.
func checkPath(c *call) (reply, bool) {
	if c.op.Errors == catalogue.V3Error {
		return reply{}, false
	}
	for _, name := range c.op.Parameters() {
		if pattern := formOf(name); pattern != nil && !pattern.MatchString(c.path[name]) {
			return refuse(c, http.StatusBadRequest, name+" is not in a valid format"), true
		}
	}
	return reply{}, false
}

// checkContext holds {contextType} to the rule of Expense Reports v4: an unknown
// word is a bad request, a known one that the operation does not take is forbidden.
func checkContext(c *call) (reply, bool) {
	word, present := c.path["contextType"]
	if !present || slices.Contains(c.op.Contexts, word) {
		return reply{}, false
	}
	switch word {
	case catalogue.Traveler, catalogue.Manager, catalogue.Processor, catalogue.Proxy:
		return refuse(c, http.StatusForbidden, "contextType "+word+" is not allowed here"), true
	default:
		return refuse(c, http.StatusBadRequest, "contextType is not supported"), true
	}
}
