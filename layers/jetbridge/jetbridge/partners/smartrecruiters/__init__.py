"""What SmartRecruiters alone needs: consent, exchange, subscription, notifications, hires."""
