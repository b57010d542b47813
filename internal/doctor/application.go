package doctor

import (
	"errors"
	"fmt"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Codes of the token endpoint that speak of the application (Authentication >
// Response Codes).
const (
	codeDisabled = 59
	codeNoGrant  = 60
)

// Application says what an attempt to get a token for the application itself, by
// client credentials, tells of its id and secret. No tool needs such a token.
func Application(clientID string, err error) Finding {
	const check = "application"
	refusal, refused := errors.AsType[*auth.TokenError](err)
	switch {
	case err == nil:
		return fine(check, fmt.Sprintf("Concur knows the OAuth application %s and its secret.", clientID))
	case !refused || refusal.Status == 0:
		return note(check, "Whether Concur knows the OAuth application could not be checked: no answer.", "")
	case slices.Contains([]int{61, 62}, refusal.Code):
		return wrong(check, fmt.Sprintf("Concur knows no OAuth application %s.", clientID),
			"Correct CONCUR_MCP_CLIENT_ID, and look whether --datacenter is where the application is registered.")
	case slices.Contains([]int{63, 64}, refusal.Code):
		return wrong(check, "The secret of the OAuth application is wrong.",
			"Correct CONCUR_MCP_CLIENT_SECRET; if nobody has it any more, a new one is made where the application is registered.")
	case refusal.Code == codeDisabled:
		return wrong(check, fmt.Sprintf("The OAuth application %s is disabled.", clientID),
			"Ask SAP Concur, or whoever registered it, to enable it.")
	case refusal.Code == codeNoGrant:
		return note(check, "The OAuth application has no grant client_credentials, so its secret could not be checked. "+
			"No tool needs that grant.", "")
	default:
		return warning(check, fmt.Sprintf("Concur refuses a token to the OAuth application with code %d.", refusal.Code),
			"Look whether its grants and scopes are set up as the README says.")
	}
}
