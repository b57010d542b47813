package simulator

import (
	"maps"
	"net/http"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// rotate puts a new refresh token in the place of one that was used.
func (s *Simulator) rotate(used string, known *connection) string {
	delete(s.connections, used)
	if s.options.PunishReuse {
		s.retired[used] = known
	}
	next := s.secrets.uuid()
	s.connections[next] = known
	return next
}

// punish ends the connection that a rotated refresh token once belonged to.
func (s *Simulator) punish(refreshToken string) {
	if family := s.retired[refreshToken]; family != nil {
		maps.DeleteFunc(s.connections, func(_ string, c *connection) bool { return c == family })
	}
}

// deleteConnections is DELETE /app-mgmt/v0/connections: all refresh tokens of the
// person end, of this application (Authentication > Revoking a token). That access
// tokens stay good until they expire is inferred.
func (s *Simulator) deleteConnections(_ *state, c *call) reply {
	maps.DeleteFunc(s.connections, func(_ string, known *connection) bool {
		return known.kind == catalogue.User && known.subject == c.token.subject && known.application == c.token.application
	})
	return empty(http.StatusOK)
}
