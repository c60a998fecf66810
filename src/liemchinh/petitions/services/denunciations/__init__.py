"""Changes to denunciations (tố cáo): one verb an act of the law, each with its ledger entry."""

from liemchinh.petitions.services.denunciations.accepting import accept as accept
from liemchinh.petitions.services.denunciations.accepting import demand_report as demand_report
from liemchinh.petitions.services.denunciations.accepting import keep_lead as keep_lead
from liemchinh.petitions.services.denunciations.accepting import keep_settled as keep_settled
from liemchinh.petitions.services.denunciations.accepting import prolong_check as prolong_check
from liemchinh.petitions.services.denunciations.accepting import propose as propose
from liemchinh.petitions.services.denunciations.accepting import refuse as refuse
from liemchinh.petitions.services.denunciations.accepting import renew as renew
from liemchinh.petitions.services.denunciations.accepting import settle_at_once as settle_at_once
from liemchinh.petitions.services.denunciations.concluding import act_on as act_on
from liemchinh.petitions.services.denunciations.concluding import close as close
from liemchinh.petitions.services.denunciations.concluding import conclude as conclude
from liemchinh.petitions.services.denunciations.concluding import follow as follow
from liemchinh.petitions.services.denunciations.concluding import publish as publish
from liemchinh.petitions.services.denunciations.concluding import report_following as report_following
from liemchinh.petitions.services.denunciations.concluding import send as send
from liemchinh.petitions.services.denunciations.rising import rise as rise
from liemchinh.petitions.services.denunciations.verifying import extend as extend
from liemchinh.petitions.services.denunciations.verifying import report as report
from liemchinh.petitions.services.denunciations.verifying import resume as resume
from liemchinh.petitions.services.denunciations.verifying import suspend as suspend
from liemchinh.petitions.services.denunciations.verifying import terminate as terminate
from liemchinh.petitions.services.denunciations.verifying import verify as verify
from liemchinh.petitions.services.denunciations.verifying import withdraw as withdraw
