package simulator

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	scimUserSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	scimEnterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	scimListSchema       = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	// scimSearchSchema is Concur's own; that of RFC 7644 is refused.
	scimSearchSchema = "urn:ietf:params:scim:api:messages:concur:2.0:SearchRequest"

	// entitlements are shown only to who asks for them by name (Identity v4.1 > User).
	entitlements = "entitlements"

	usersPerPage    = 100
	usersPerPageMax = 1000
)

// identityUser is a resource by attribute name. It is a map because callers choose
// the attributes, and the scopes of their token limit them.
type identityUser map[string]any

type identityName struct {
	FamilyName string `json:"familyName"`
	GivenName  string `json:"givenName"`
	Formatted  string `json:"formatted"`
}

type identityEmail struct {
	Value         string `json:"value"`
	Type          string `json:"type"`
	Verified      bool   `json:"verified"`
	Notifications bool   `json:"notifications"`
}

// identityMeta is without the history of a user: nobody of the sample company ever
// changes.
type identityMeta struct {
	ResourceType string `json:"resourceType"`
	Location     string `json:"location"`
}

type identityEmployed struct {
	CompanyID      string           `json:"companyId"`
	EmployeeNumber string           `json:"employeeNumber"`
	Manager        *identityManager `json:"manager,omitempty"`
}

type identityManager struct {
	Value string `json:"value"`
}

type identityList struct {
	Schemas      []string       `json:"schemas"`
	TotalResults int            `json:"totalResults"`
	ItemsPerPage int            `json:"itemsPerPage"`
	Resources    []identityUser `json:"Resources"`
	NextCursor   string         `json:"nextCursor,omitempty"`
}

type identitySearch struct {
	Schemas            []string `json:"schemas"`
	Filter             string   `json:"filter"`
	Count              *int     `json:"count"`
	Attributes         []string `json:"attributes"`
	ExcludedAttributes []string `json:"excludedAttributes"`
	Cursor             string   `json:"cursor"`
}

// identityGetUser is GET /profile/identity/v4.1/Users/{id}.
func identityGetUser(st *state, c *call) reply {
	if !st.mayReadUsers(c) {
		return refuseUsers()
	}
	p := st.person(c.path["id"])
	if p == nil {
		return refuseScim(http.StatusNotFound, scimProblem{detail: "User not found"})
	}
	attributes := strings.FieldsFunc(c.query.Get("attributes"), isListSeparator)
	excluded := strings.FieldsFunc(c.query.Get("excludedAttributes"), isListSeparator)
	return ok(userOf(st, p, c).only(attributes, excluded))
}

func isListSeparator(r rune) bool { return r == ',' || r == ' ' }

// identitySearchUsers is POST /profile/identity/v4.1/Users/.search.
func identitySearchUsers(st *state, c *call) reply {
	if !st.mayReadUsers(c) {
		return refuseUsers()
	}
	var search identitySearch
	if err := json.Unmarshal(c.body, &search); err != nil {
		return refuseSearch("invalidSyntax", "", "The request body could not be read")
	}
	if !slices.Contains(search.Schemas, scimSearchSchema) {
		return refuseSearch("invalidSyntax", "schemas", "schemas must name "+scimSearchSchema)
	}
	matches, err := parseFilter(search.Filter)
	if err != nil {
		return refuseSearch("invalidFilter", "filter", err.Error())
	}
	return st.userPage(c, search, matches)
}

// identityListUsers is GET /profile/identity/v4.1/Users.
func identityListUsers(st *state, c *call) reply {
	if !st.mayReadUsers(c) {
		return refuseUsers()
	}
	search := identitySearch{
		Cursor:             c.query.Get("cursor"),
		Attributes:         strings.FieldsFunc(c.query.Get("attributes"), isListSeparator),
		ExcludedAttributes: strings.FieldsFunc(c.query.Get("excludedAttributes"), isListSeparator),
	}
	if text := c.query.Get("count"); text != "" {
		count, err := strconv.Atoi(text)
		if err != nil {
			return refuseSearch("invalidValue", "count", "count must be a number")
		}
		search.Count = &count
	}
	return st.userPage(c, search, func(*state, *person) bool { return true })
}

// userPage answers with the page of some people that count and cursor ask for.
func (st *state) userPage(c *call, search identitySearch, matches userFilter) reply {
	count := usersPerPage
	if search.Count != nil {
		count = *search.Count
	}
	first, known := cursorOf(search.Cursor)
	if !known {
		return refuseSearch("invalidValue", "cursor", "cursor must be one that was given out")
	}
	if count < 1 || count > usersPerPageMax {
		return refuseSearch("invalidValue", "count", "count must be 1 to 1000")
	}
	var found []*person
	for _, p := range st.people {
		if matches(st, p) {
			found = append(found, p)
		}
	}
	list := identityList{Schemas: []string{scimListSchema}, TotalResults: len(found), Resources: []identityUser{}}
	for _, p := range found[min(first, len(found)):min(first+count, len(found))] {
		list.Resources = append(list.Resources, userOf(st, p, c).only(search.Attributes, search.ExcludedAttributes))
	}
	list.ItemsPerPage = len(list.Resources)
	if first+count < len(found) {
		list.NextCursor = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(first + count)))
	}
	return ok(list)
}

// refuseSearch says what is wrong with which member of a search.
func refuseSearch(scimType, member, detail string) reply {
	return refuseScim(http.StatusBadRequest, scimProblem{scimType: scimType, schemaPath: member, detail: detail})
}

func cursorOf(cursor string) (int, bool) {
	if cursor == "" {
		return 0, true
	}
	plain, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	first, err := strconv.Atoi(string(plain))
	return first, err == nil && first > 0
}

// mayReadUsers is true for the company and for administrators: the pages name
// company tokens only, and user tokens of others were seen refused with 401.
func (st *state) mayReadUsers(c *call) bool {
	if c.token.kind == catalogue.Company {
		return true
	}
	caller := st.person(c.token.subject)
	return caller != nil && caller.isAdmin
}

func refuseUsers() reply {
	return refuseScim(http.StatusUnauthorized, scimProblem{detail: "The user of the token may not read other users"})
}

// userOf prints a person with the attributes that the scopes of the token cover;
// others are left out without a word (Identity v4.1 > User).
func userOf(st *state, p *person, c *call) identityUser {
	schemas := []string{scimUserSchema}
	user := identityUser{"id": p.id}
	holds := func(part string) bool { return slices.Contains(c.token.scopes, "identity.user."+part+".read") }
	if holds("ids") {
		user["userName"], user["externalId"] = p.login, nil
	}
	if holds("core") {
		user["active"], user["displayName"] = p.active, p.given+" "+p.family
		user["name"] = identityName{p.family, p.given, p.family + ", " + p.given + " "}
		user["preferredLanguage"], user["timezone"] = "en-US", "America/New_York"
		user["meta"] = identityMeta{"User", c.base + "/profile/identity/v4.1/Users/" + p.id}
	}
	if holds("coresensitive") {
		user["emails"] = []identityEmail{{strings.ToLower(p.login), "work", true, true}}
	}
	if holds("enterprise") {
		schemas = append(schemas, scimEnterpriseSchema)
		employed := identityEmployed{CompanyID: st.company.id, EmployeeNumber: p.employeeID}
		if p.managerID != "" {
			employed.Manager = &identityManager{p.managerID}
		}
		user[scimEnterpriseSchema], user[entitlements] = employed, []string{"Expense", "Request"}
	}
	user["schemas"] = schemas
	return user
}

// only keeps the attributes that were asked for; id and schemas stay in any case.
// Asking for a part of an attribute gives all of it (inferred).
func (u identityUser) only(attributes, excluded []string) identityUser {
	names := func(list []string, attribute string) bool {
		return slices.ContainsFunc(list, func(asked string) bool {
			return strings.EqualFold(asked, attribute) || hasPrefixFold(asked, attribute+".") || hasPrefixFold(asked, attribute+":")
		})
	}
	for attribute := range u {
		unasked := len(attributes) > 0 && !names(attributes, attribute)
		if attribute == entitlements {
			unasked = !names(attributes, attribute)
		}
		if attribute != "id" && attribute != "schemas" && (unasked || names(excluded, attribute)) {
			delete(u, attribute)
		}
	}
	return u
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
