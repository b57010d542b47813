package signin

import "context"

// Usable reports whether a link that was handed out can still be continued, with time
// enough for a person to do so.
func (s *Service) Usable(ctx context.Context, link Link) bool {
	v, err := s.read(ctx, link.ID)
	return err == nil && s.mayContinue(v.signIn) == nil && link.Expires.Sub(s.Now()) >= linkLife/2
}
